// See json_text.hpp. A stack of one bit a level (a 64-bit word) replaces recursion, so that a line
// of a hundred thousand brackets costs a comparison a bracket and nothing else.
#include "json_text.hpp"

#include <cstring>
#include <initializer_list>

namespace lens {

namespace {

bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

int hex_value(uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Four hexadecimal digits, or -1.
int hex4(const uint8_t *p, const uint8_t *end) {
  if (end - p < 4) return -1;
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    int digit = hex_value(p[i]);
    if (digit < 0) return -1;
    value = value << 4 | digit;
  }
  return value;
}

/// Number by RFC 8259; returns its end, or nullptr.
const uint8_t *end_of_number(const uint8_t *p, const uint8_t *end) {
  if (p < end && *p == '-') ++p;
  if (p == end || !is_digit(*p)) return nullptr;
  if (*p == '0') ++p;
  else while (p < end && is_digit(*p)) ++p;
  if (p < end && *p == '.') {
    ++p;
    if (p == end || !is_digit(*p)) return nullptr;
    while (p < end && is_digit(*p)) ++p;
  }
  if (p < end && (*p | 0x20) == 'e') {
    ++p;
    if (p < end && (*p == '+' || *p == '-')) ++p;
    if (p == end || !is_digit(*p)) return nullptr;
    while (p < end && is_digit(*p)) ++p;
  }
  return p;
}

/// true, false or null; returns its end, or nullptr.
const uint8_t *end_of_word(const uint8_t *p, const uint8_t *end) {
  for (const char *word : {"true", "false", "null"}) {
    size_t length = std::strlen(word);
    if (static_cast<size_t>(end - p) >= length && std::memcmp(p, word, length) == 0)
      return p + length;
  }
  return nullptr;
}

/// Every escape inside a string's content is one that JSON knows.
bool escapes_valid(text content) {
  const uint8_t *p = content.begin;
  while (p < content.end) {
    p = static_cast<const uint8_t *>(std::memchr(p, '\\', content.end - p));
    if (!p) return true;
    if (++p == content.end) return false;
    if (*p == 'u') {
      if (hex4(p + 1, content.end) < 0) return false;
      p += 5;
    } else {
      if (!std::strchr("\"\\/bfnrt", *p) || *p == 0) return false;
      ++p;
    }
  }
  return true;
}

uint8_t *put_scalar(uint32_t scalar, uint8_t *out) {
  if (scalar < 0x80) {
    *out++ = static_cast<uint8_t>(scalar);
  } else if (scalar < 0x800) {
    *out++ = static_cast<uint8_t>(0xC0 | scalar >> 6);
    *out++ = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
  } else if (scalar < 0x10000) {
    *out++ = static_cast<uint8_t>(0xE0 | scalar >> 12);
    *out++ = static_cast<uint8_t>(0x80 | (scalar >> 6 & 0x3F));
    *out++ = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
  } else {
    *out++ = static_cast<uint8_t>(0xF0 | scalar >> 18);
    *out++ = static_cast<uint8_t>(0x80 | (scalar >> 12 & 0x3F));
    *out++ = static_cast<uint8_t>(0x80 | (scalar >> 6 & 0x3F));
    *out++ = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
  }
  return out;
}

} // namespace

const uint8_t *end_of_string(const uint8_t *cursor, const uint8_t *end) {
  for (const uint8_t *p = cursor + 1; p < end; ++p) {
    if (*p == '"') return p + 1;
    if (*p == '\\' && ++p == end) return nullptr;
  }
  return nullptr;
}

verdict check_value(text value, unsigned depth_limit) {
  enum class want { value, value_or_close, key, key_or_close, colon, comma_or_close } state;
  state = want::value;
  uint64_t objects = 0; // bit d: level d + 1 is an object
  unsigned depth = 0;
  const uint8_t *p = value.begin, *end = value.end;
  while (true) {
    while (p < end && is_space(*p)) ++p;
    if (depth == 0 && state == want::comma_or_close)
      return p == end ? verdict::ok : verdict::invalid;
    if (p == end) return verdict::truncated;
    uint8_t c = *p;
    switch (state) {
    case want::value_or_close:
      if (c == ']') {
        --depth, ++p;
        state = want::comma_or_close;
        break;
      }
      [[fallthrough]];
    case want::value: {
      if (c == '{' || c == '[') {
        if (depth == depth_limit) return verdict::too_deep;
        uint64_t bit = uint64_t{1} << depth++;
        objects = c == '{' ? objects | bit : objects & ~bit;
        state = c == '{' ? want::key_or_close : want::value_or_close;
        ++p;
        break;
      }
      const uint8_t *after;
      if (c == '"') {
        after = end_of_string(p, end);
        if (!after) return verdict::truncated;
        if (!escapes_valid({p + 1, after - 1})) return verdict::invalid;
      } else {
        after = c == '-' || is_digit(c) ? end_of_number(p, end) : end_of_word(p, end);
        if (!after) return verdict::invalid;
      }
      p = after;
      state = want::comma_or_close;
      break;
    }
    case want::key_or_close:
      if (c == '}') {
        --depth, ++p;
        state = want::comma_or_close;
        break;
      }
      [[fallthrough]];
    case want::key: {
      if (c != '"') return verdict::invalid;
      const uint8_t *after = end_of_string(p, end);
      if (!after) return verdict::truncated;
      if (!escapes_valid({p + 1, after - 1})) return verdict::invalid;
      p = after;
      state = want::colon;
      break;
    }
    case want::colon:
      if (c != ':') return verdict::invalid;
      ++p;
      state = want::value;
      break;
    case want::comma_or_close: {
      bool in_object = objects >> (depth - 1) & 1;
      if (c == ',') {
        state = in_object ? want::key : want::value;
      } else if (c == (in_object ? '}' : ']')) {
        --depth;
      } else {
        return verdict::invalid;
      }
      ++p;
      break;
    }
    }
  }
}

uint8_t *unescape(text content, uint8_t *out, bool &repaired) {
  const uint8_t *p = content.begin, *end = content.end;
  while (p < end) {
    auto slash = static_cast<const uint8_t *>(std::memchr(p, '\\', end - p));
    size_t plain = static_cast<size_t>((slash ? slash : end) - p);
    std::memcpy(out, p, plain);
    out += plain;
    if (!slash) break;
    p = slash + 1;
    if (p == end) return nullptr;
    uint32_t scalar;
    switch (*p++) {
    case '"': scalar = '"'; break;
    case '\\': scalar = '\\'; break;
    case '/': scalar = '/'; break;
    case 'n': scalar = '\n'; break;
    case 't': scalar = '\t'; break;
    case 'b': case 'f': case 'r': scalar = ' '; break;
    case 'u': {
      int unit = hex4(p, end);
      if (unit < 0) return nullptr;
      p += 4;
      scalar = static_cast<uint32_t>(unit);
      if (scalar >= 0xD800 && scalar < 0xE000) {
        int low = scalar < 0xDC00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u' ? hex4(p + 2, end) : -1;
        if (low >= 0xDC00 && low < 0xE000) {
          scalar = 0x10000 + ((scalar - 0xD800) << 10) + (static_cast<uint32_t>(low) - 0xDC00);
          p += 6;
        } else {
          scalar = 0xFFFD;
          repaired = true;
        }
      } else if (scalar < 0x20 && scalar != '\n' && scalar != '\t') {
        scalar = ' ';
      }
      break;
    }
    default: return nullptr;
    }
    out = put_scalar(scalar, out);
  }
  return out;
}

} // namespace lens
