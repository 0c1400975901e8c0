// The LaTeX commands that bibliographies hold: accents, letters, marks, and what leaves no text.

enum LaTeXAccents {
  /// `\'e`: accents that are signs, as combining marks.
  static let signs: [UInt8: Unicode.Scalar] = [
    0x60: "\u{300}", 0x27: "\u{301}", 0x5E: "\u{302}", 0x7E: "\u{303}", 0x3D: "\u{304}",
    0x2E: "\u{307}", 0x22: "\u{308}",
  ]
  /// `\v{c}`: accents that are letters.
  static let named: [UInt8: Unicode.Scalar] = [
    0x75: "\u{306}", 0x76: "\u{30C}", 0x48: "\u{30B}", 0x72: "\u{30A}", 0x63: "\u{327}",
    0x6B: "\u{328}", 0x64: "\u{323}", 0x62: "\u{331}", 0x74: "\u{361}", 0x47: "\u{30F}",
    0x55: "\u{30E}", 0x66: "\u{311}",
  ]

  /// The one character that a letter and a combining mark make, if there is one.
  static func composed(_ base: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? {
    var pair = String.UnicodeScalarView()
    pair.append(base)
    pair.append(mark)
    return compositions[String(pair)]
  }

  /// The ASCII letters of a letter that carries accents or is drawn by a command: `é` is `e`, `ß` `ss`.
  static func plain(_ scalar: Unicode.Scalar) -> String? { plainLetters[scalar] }

  private static let plainLetters: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [:]
    for name in [
      "ss", "ae", "AE", "oe", "OE", "aa", "AA", "o", "O", "l", "L", "i", "j", "dh", "th",
      "dj", "DH", "TH", "DJ", "ng",
    ] {
      if let letter = LaTeXCommands.characters[name]?.unicodeScalars.first { table[letter] = name }
    }
    let marks = Array(signs.values) + Array(named.values)
    for value in Array(UInt8(0x41)...0x5A) + Array(0x61...0x7A) {
      let letter = Unicode.Scalar(value)
      for mark in marks {
        guard let accented = composed(letter, mark) else { continue }
        table[accented] = String(Character(letter))
        // Vietnamese letters carry two.
        for second in marks {
          if let both = composed(accented, second) { table[both] = String(Character(letter)) }
        }
      }
    }
    return table
  }()

  /// Swift compares strings by canonical equivalence, so the composed letter finds its parts.
  private static let compositions: [String: Unicode.Scalar] = {
    var table: [String: Unicode.Scalar] = [:]
    let blocks: [ClosedRange<UInt32>] = [
      0xC0...0x24F, 0x370...0x3FF, 0x400...0x45F, 0x1E00...0x1EFF,
    ]
    for block in blocks {
      for value in block {
        if let scalar = Unicode.Scalar(value) { table[String(Character(scalar))] = scalar }
      }
    }
    return table
  }()
}

enum LaTeXCommands {
  /// Commands that draw a character or a word.
  static let characters: [String: String] = {
    var table = [
      "ss": "ß", "SS": "ẞ", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
      "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ",
      "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "textendash": "–", "textemdash": "—",
      "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
      "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": "\"", "guillemotleft": "«",
      "guillemotright": "»", "guilsinglleft": "‹", "guilsinglright": "›", "quotedblbase": "„",
      "glqq": "„", "grqq": "“", "flqq": "«", "frqq": "»", "textbackslash": "\\",
      "textasciitilde": "~", "textasciigrave": "`", "textasciicircum": "^", "textunderscore": "_",
      "textbar": "|",
      "textless": "<", "textgreater": ">", "textbraceleft": "{", "textbraceright": "}",
      "textdollar": "$", "textbullet": "•", "textperiodcentered": "·", "textdegree": "°",
      "degree": "°", "textmu": "µ", "textonehalf": "½", "texttimes": "×", "textpm": "±",
      "textregistered": "®", "texttrademark": "™", "textcopyright": "©", "copyright": "©",
      "pounds": "£", "textsterling": "£", "euro": "€", "texteuro": "€", "textyen": "¥", "S": "§",
      "textsection": "§", "P": "¶", "dag": "†", "ddag": "‡", "ldots": "…", "dots": "…",
      "textellipsis": "…", "cdots": "⋯", "times": "×", "pm": "±", "approx": "≈", "sim": "∼",
      "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "to": "→", "rightarrow": "→",
      "infty": "∞", "cdot": "·", "slash": "/", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
      "par": "\n", "textquotestraightdblbase": "„", "textexclamdown": "¡", "textquestiondown": "¿",
    ]
    let greek = [
      "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
      "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "varsigma", "sigma", "tau", "upsilon",
      "phi", "chi", "psi", "omega",
    ]
    for (number, name) in greek.enumerated() {
      let small = Unicode.Scalar(0x3B1 + UInt32(number)).map { String(Character($0)) } ?? ""
      table[name] = small
      table["text" + name] = small
      guard name != "varsigma" else { continue }
      let capital = name.prefix(1).uppercased() + name.dropFirst()
      table[capital] = Unicode.Scalar(0x391 + UInt32(number)).map { String(Character($0)) }
    }
    return table
  }()

  /// Fonts, sizes, boxes: the text they set is all that counts.
  static let fonts: Set<String> = [
    "emph", "textbf", "textit", "texttt", "textsc", "textrm", "textsf", "textsl", "textup",
    "textmd", "textnormal", "text", "mbox", "hbox", "fbox", "underline", "textsuperscript",
    "textsubscript", "uppercase", "lowercase", "MakeUppercase", "MakeLowercase", "url", "nolinkurl",
    "path", "em", "it", "bf", "rm", "sf", "tt", "sc", "sl", "itshape", "bfseries",
    "rmfamily", "sffamily", "ttfamily", "upshape", "scshape", "normalfont", "small", "large",
    "Large", "footnotesize", "normalsize", "relax", "protect", "noindent", "ignorespaces", "mathrm",
    "mathit", "mathbf", "ensuremath", "enquote", "mkbibquote", "mkbibemph",
  ]

  /// Commands whose argument is no text.
  static let keyed: Set<String> = [
    "cite", "citep", "citet", "footcite", "ref", "label", "noopsort", "vspace", "hspace",
    "textcolor", "color", "href", "hphantom", "vphantom", "phantom", "foreignlanguage",
    "selectlanguage", "fontfamily", "footnote", "texorpdfstring", "bibinfo", "natexlab",
  ]

  static let spaces: Set<String> = [
    "quad", "qquad", "newline", "linebreak", "space", "thinspace", "enspace", "hfill", "newblock",
    "textvisiblespace", "nobreakspace",
  ]
}
