// The sparse kernels, written once in vector extensions and compiled by sparse_kernels.c for each
// instruction set: NAME gives a function its name, ISA its target.
//
// 64 columns at a time: their sums stay in registers over all cells of the row, and a row of the
// dense matrix is read in four loads. What is left of a width goes by 16 and then one by one, with
// the same operations on each column.

ISA static void NAME(gather_rows)(struct lens_sparse_row row, const float *x, size_t stride,
                                  size_t width, float *y) {
  size_t c = 0;
  for (; c + 64 <= width; c += 64) {
    vector s = {0}, t = s, u = s, v = s;
    for (size_t i = 0; i < row.count; i++) {
      const float *from = x + row.indices[i] * stride + c;
      float value = row.values[i];
      s += value * LOAD(from);
      t += value * LOAD(from + 16);
      u += value * LOAD(from + 32);
      v += value * LOAD(from + 48);
    }
    STORE(y + c, s);
    STORE(y + c + 16, t);
    STORE(y + c + 32, u);
    STORE(y + c + 48, v);
  }
  for (; c + 16 <= width; c += 16) {
    vector s = {0};
    for (size_t i = 0; i < row.count; i++)
      s += row.values[i] * LOAD(x + row.indices[i] * stride + c);
    STORE(y + c, s);
  }
  for (; c < width; c++) {
    float s = 0;
    for (size_t i = 0; i < row.count; i++) s += row.values[i] * x[row.indices[i] * stride + c];
    y[c] = s;
  }
}

ISA static void NAME(scatter_row)(struct lens_sparse_row row, const float *y, size_t width,
                                  float *x, size_t stride) {
  size_t c = 0;
  for (; c + 64 <= width; c += 64) {
    vector s = LOAD(y + c), t = LOAD(y + c + 16), u = LOAD(y + c + 32), v = LOAD(y + c + 48);
    for (size_t i = 0; i < row.count; i++) {
      float *to = x + row.indices[i] * stride + c;
      float value = row.values[i];
      STORE(to, LOAD(to) + value * s);
      STORE(to + 16, LOAD(to + 16) + value * t);
      STORE(to + 32, LOAD(to + 32) + value * u);
      STORE(to + 48, LOAD(to + 48) + value * v);
    }
  }
  for (; c + 16 <= width; c += 16) {
    vector s = LOAD(y + c);
    for (size_t i = 0; i < row.count; i++) {
      float *to = x + row.indices[i] * stride + c;
      STORE(to, LOAD(to) + row.values[i] * s);
    }
  }
  for (; c < width; c++)
    for (size_t i = 0; i < row.count; i++) x[row.indices[i] * stride + c] += row.values[i] * y[c];
}

static const struct lens_sparse_kernels NAME(table) = {
    .gather_rows = NAME(gather_rows),
    .scatter_row = NAME(scatter_row),
};
