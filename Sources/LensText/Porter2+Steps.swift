// The steps of Porter2, in the order the description runs them.
//
// A step looks at the last letters first, so that most words cost a comparison or two a step. Where
// several endings fit, the longest counts, and where the longest is outside its region nothing
// happens.

extension Porter2.State {
  /// Genitives and plurals.
  @inline(__always)
  mutating func step1a() {
    guard count > 0 else { return }
    if word[count - 1] == 0x27 || word[count - 1] == 0x73 {
      if ends("'s'") {
        count -= 3
      } else if ends("'s") {
        count -= 2
      } else if ends("'") {
        count -= 1
      }
    }
    guard count > 0 else { return }
    if ends("sses") {
      count -= 2
    } else if ends("ied") || ends("ies") {
      count -= count > 4 ? 2 : 1
    } else if word[count - 1] == 0x73, !ends("ss"), !ends("us"), count >= 2,
      hasVowel(before: count - 2)
    {
      count -= 1
    }
  }

  /// Past and present participles.
  @inline(__always)
  mutating func step1b() {
    guard count > 0 else { return }
    let stem: Int
    switch word[count - 1] {
    case 0x64:  // d
      if ends("eed") { return shortenEed(at: count - 3) }
      guard ends("ed") else { return }
      stem = count - 2
    case 0x67:  // g
      guard ends("ing") else { return }
      stem = count - 3
      if stem == 2, word[1] == 0x79, !isVowel(at: 0) { return set("ie", at: 1) }
      if isKeptBeforeIng(stem) { return }
    case 0x79:  // y
      if ends("eedly") { return shortenEed(at: count - 5) }
      if ends("ingly") {
        stem = count - 5
      } else if ends("edly") {
        stem = count - 4
      } else {
        return
      }
    default: return
    }
    guard hasVowel(before: stem) else { return }
    count = stem
    restoreAfterParticiple()
  }

  /// The form of the word after -ed or -ing is gone: hop(p)ing, hop(e), luxuriat(e).
  @inline(__always)
  private mutating func restoreAfterParticiple() {
    if ends("at") || ends("bl") || ends("iz") {
      word[count] = 0x65  // the participle's ending left the room
      count += 1
    } else if endsInDouble {
      if count == 3, word[0] == 0x61 || word[0] == 0x65 || word[0] == 0x6F { return }
      count -= 1
    } else if count == p1, endsInShortSyllable(length: count) {
      word[count] = 0x65
      count += 1
    }
  }

  private var endsInDouble: Bool {
    guard count >= 2, word[count - 1] == word[count - 2] else { return false }
    switch word[count - 1] {
    case 0x62, 0x64, 0x66, 0x67, 0x6D, 0x6E, 0x70, 0x72, 0x74: return true  // b d f g m n p r t
    default: return false
    }
  }

  private mutating func shortenEed(at place: Int) {
    guard place >= p1 else { return }
    if place == 3, ends("exc", length: 3) { return }
    if place == 4, ends("proc", length: 4) || ends("succ", length: 4) { return }
    set("ee", at: place)
  }

  /// inning, outing, evening, canning, earring, herring are no participles.
  private func isKeptBeforeIng(_ stem: Int) -> Bool {
    switch stem {
    case 3: ends("inn", length: 3) || ends("out", length: 3)
    case 4:
      ends("even", length: 4) || ends("cann", length: 4) || ends("earr", length: 4)
        || ends("herr", length: 4)
    default: false
    }
  }

  /// Final y to i: cry, but not by or say.
  @inline(__always)
  mutating func step1c() {
    guard count >= 3, word[count - 1] == 0x79 || word[count - 1] == 0x59,
      !isVowel(at: count - 2)
    else { return }
    word[count - 1] = 0x69
  }

  /// Derivational endings in R1.
  @inline(__always)
  mutating func step2() {
    guard count >= 2 else { return }
    switch word[count - 1] {
    case 0x69: step2EndingInI()  // i
    case 0x6C:  // l
      if ends("ational") {
        replace(7, by: "ate")
      } else if ends("tional") {
        replace(6, by: "tion")
      }
    case 0x6E:  // n
      if ends("ization") {
        replace(7, by: "ize")
      } else if ends("ation") {
        replace(5, by: "ate")
      }
    case 0x72:  // r
      if ends("izer") {
        replace(4, by: "ize")
      } else if ends("ator") {
        replace(4, by: "ate")
      }
    case 0x73:  // s
      if ends("fulness") {
        replace(7, by: "ful")
      } else if ends("ousness") {
        replace(7, by: "ous")
      } else if ends("iveness") {
        replace(7, by: "ive")
      }
    case 0x6D: if ends("alism") { replace(5, by: "al") }  // m
    case 0x74: if ends("ogist") { replace(5, by: "og") }  // t
    default: return
    }
  }

  private mutating func step2EndingInI() {
    if ends("li") {
      if ends("abli") {
        replace(4, by: "able")
      } else if ends("bli") {
        replace(3, by: "ble")
      } else if ends("alli") {
        replace(4, by: "al")
      } else if ends("fulli") {
        replace(5, by: "ful")
      } else if ends("lessli") {
        replace(6, by: "less")
      } else if ends("ousli") {
        replace(5, by: "ous")
      } else if ends("entli") {
        replace(5, by: "ent")
      } else if count >= 3, count - 2 >= p1, isValidBeforeLi(word[count - 3]) {
        count -= 2
      }
    } else if ends("aliti") {
      replace(5, by: "al")
    } else if ends("biliti") {
      replace(6, by: "ble")
    } else if ends("iviti") {
      replace(5, by: "ive")
    } else if ends("enci") {
      replace(4, by: "ence")
    } else if ends("anci") {
      replace(4, by: "ance")
    } else if ends("ogi"), count >= 4, word[count - 4] == 0x6C {
      replace(3, by: "og")
    }
  }

  private func isValidBeforeLi(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x63, 0x64, 0x65, 0x67, 0x68, 0x6B, 0x6D, 0x6E, 0x72, 0x74: true  // c d e g h k m n r t
    default: false
    }
  }

  /// More derivational endings in R1.
  @inline(__always)
  mutating func step3() {
    guard count >= 3 else { return }
    switch word[count - 1] {
    case 0x6C:  // l
      if ends("ational") {
        replace(7, by: "ate")
      } else if ends("tional") {
        replace(6, by: "tion")
      } else if ends("ical") {
        replace(4, by: "ic")
      } else if ends("ful") {
        replace(3, by: "")
      }
    case 0x65:  // e
      if ends("alize") {
        replace(5, by: "al")
      } else if ends("icate") {
        replace(5, by: "ic")
      } else if ends("ative"), count - 5 >= p2 {
        replace(5, by: "")
      }
    case 0x69: if ends("iciti") { replace(5, by: "ic") }  // i
    case 0x73: if ends("ness") { replace(4, by: "") }  // s
    default: return
    }
  }

  /// Endings that go where R2 holds them.
  @inline(__always)
  mutating func step4() {
    guard count >= 2 else { return }
    let size: Int
    switch word[count - 1] {
    case 0x63: size = ends("ic") ? 2 : 0  // c
    case 0x65:  // e
      if ends("ance") || ends("ence") || ends("able") || ends("ible") {
        size = 4
      } else {
        size = ends("ate") || ends("ive") || ends("ize") ? 3 : 0
      }
    case 0x69: size = ends("iti") ? 3 : 0  // i
    case 0x6C: size = ends("al") ? 2 : 0  // l
    case 0x6D: size = ends("ism") ? 3 : 0  // m
    case 0x6E:  // n
      size = ends("sion") || ends("tion") ? 3 : 0
    case 0x72: size = ends("er") ? 2 : 0  // r
    case 0x73: size = ends("ous") ? 3 : 0  // s
    case 0x74:  // t
      if ends("ement") {
        size = 5
      } else if ends("ment") {
        size = 4
      } else {
        size = ends("ant") || ends("ent") ? 3 : 0
      }
    default: return
    }
    if size > 0, count - size >= p2 { count -= size }
  }

  /// A last e or double l.
  @inline(__always)
  mutating func step5() {
    guard count >= 1 else { return }
    let place = count - 1
    if word[place] == 0x65 {
      if place >= p2 || (place >= p1 && !endsInShortSyllable(length: place)) { count = place }
    } else if word[place] == 0x6C, place >= p2, count >= 2, word[count - 2] == 0x6C {
      count = place
    }
  }

  /// Replaces the last `size` letters where R1 holds them.
  @inline(__always)
  private mutating func replace(_ size: Int, by ending: StaticString) {
    let place = count - size
    if place >= p1 { set(ending, at: place) }
  }
}
