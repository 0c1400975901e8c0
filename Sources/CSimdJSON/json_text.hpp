// The grammar of one JSON value, walked over text without recursion. simdjson's on-demand reader
// does not look inside what it skips, so raw values kept for later are checked here: what lens
// keeps it can hand out again as valid JSON. Also strings with their escapes taken out.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lens {

enum class verdict { ok, invalid, truncated, too_deep };

/// A stretch of the line.
struct text {
  const uint8_t *begin;
  const uint8_t *end;
  size_t size() const { return static_cast<size_t>(end - begin); }
};

/// Checks that `value` is exactly one JSON value (white space around it allowed), nested at most
/// `depth_limit` (≤ 64: one bit a level says object or array). Control characters inside strings
/// and the validity of UTF-8 are simdjson's first stage's business.
verdict check_value(text value, unsigned depth_limit);

/// The first byte after the string that opens at `cursor`, or nullptr if it does not end.
const uint8_t *end_of_string(const uint8_t *cursor, const uint8_t *end);

/// Writes the content between the quotes without escapes; returns the end of what was written, or
/// nullptr for a bad escape. The output is never longer than the input. A lone surrogate becomes
/// U+FFFD (`repaired`); control characters other than tab and line feed become a space, because
/// nothing downstream (terminal, C strings in a database) is better off with them.
uint8_t *unescape(text content, uint8_t *out, bool &repaired);

/// White space as JSON has it.
inline bool is_space(uint8_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

inline text trimmed(text t) {
  while (t.begin < t.end && is_space(*t.begin)) ++t.begin;
  while (t.begin < t.end && is_space(t.end[-1])) --t.end;
  return t;
}

} // namespace lens
