// The loops over postings, written once in C and compiled by posting_kernels.c for each instruction set:
// NAME gives a function its name, ISA its target; MARKS is the step that a set has its own instructions
// for. Adding no set does better than plain loads and stores: two postings of a run never share a
// document, but their sums lie anywhere in the window.

ISA static void NAME(fill)(const struct lens_bm25 *weighting, uint32_t from) {
  const double weight = weighting->weight, scale = weighting->scale;
  for (uint32_t row = from; row < weighting->rows; row++) {
    uint16_t *table = weighting->table + (size_t)row * weighting->columns;
    const double frequency = row + 1;
    for (uint32_t length = 0; length < weighting->columns; length++) {
      double share = 1 + frequency * weighting->reciprocals[length];
      table[length] = (uint16_t)((int32_t)((weight - weight / share) * scale) + 1);
    }
  }
}

ISA static void NAME(add)(const struct lens_postings *postings, const struct lens_bm25 *weighting,
                          uint32_t start, uint16_t *restrict sums) {
  const uint32_t *documents = postings->documents, *lengths = weighting->lengths;
  const uint16_t *restrict table = weighting->table;
  const uint32_t rows = weighting->rows, columns = weighting->columns, width = postings->width;
  const uint32_t mask = (1u << width) - 1;
  const uint8_t *frequencies = postings->frequencies;
  const size_t count = postings->count;
  size_t bit = postings->first * width;
  for (size_t i = 0; i < count; i++, bit += width) {
    uint32_t document = documents[i], length = lengths[document], word;
    memcpy(&word, frequencies + (bit >> 3), sizeof word);
    uint32_t row = word >> (bit & 7) & mask;
    sums[document - start] += row < rows && length < columns
                                  ? table[(size_t)row * columns + length]
                                  : units(weighting, row + 1, length);
  }
}

ISA static void NAME(raise)(uint16_t *restrict best, uint16_t *restrict part, size_t count) {
  for (size_t i = 0; i < count; i++) {
    best[i] = best[i] > part[i] ? best[i] : part[i];
    part[i] = 0;
  }
}

ISA static void NAME(lower)(uint16_t *restrict part, uint16_t *restrict other, size_t count) {
  for (size_t i = 0; i < count; i++) {
    part[i] = part[i] < other[i] ? part[i] : other[i];
    other[i] = 0;
  }
}

ISA static void NAME(join)(uint16_t *restrict sums, uint16_t *restrict best, size_t count) {
  for (size_t i = 0; i < count; i++) {
    sums[i] += best[i];
    best[i] = 0;
  }
}

ISA static size_t NAME(gather)(const uint16_t *sums, size_t count, uint16_t least,
                               uint16_t *places) {
  size_t found = 0;
  for (size_t i = 0; i < count; i += 64) {
    uint64_t word = MARKS(sums + i, least);
    for (; word; word &= word - 1) places[found++] = (uint16_t)(i + __builtin_ctzll(word));
  }
  return found;
}
