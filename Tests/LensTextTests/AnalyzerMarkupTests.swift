// Markup in titles and abstracts: HTML, TeX, web addresses.

import Testing

@testable import LensText

@Suite("Analysis of markup")
struct AnalyzerMarkupTests {
  @Test(arguments: [
    ("caf&eacute; caf&#233; caf&#xE9; caf&#XE9;", "cafe cafe cafe cafe"),
    ("deep &amp; wide", "deep wide"),
    ("x &lt; y&gt;z", "x y z"),
    ("long&#45;context", "longcontext long context"),
    ("long&ndash;context", "longcontext long context"),
    ("caf&amp;eacute;", "cafe"),
    ("&amp;lt;b", "b"),
    ("R&D &unknown; &; &#; &#x; &#0; &#xD800; &#99999999;", "r d unknown x"),
    ("&#20013;&#25991;", "中 中文 文"),
    ("H<sub>2</sub> <i>coli</i> a < b <jats:p>text</jats:p> x<br/>y", "h 2 coli b text x y"),
  ])
  func entitiesAreTheCharacterTheyNameAndTagsSayNothing(text: String, expected: String) {
    #expect(terms(text) == expected)
  }

  @Test(arguments: [
    (#"Schr\"odinger Schr\"{o}dinger Schr{\"o}dinger Schr{\"{o}}dinger"#, "schroding"),
    (#"G\"odel G{\"o}del"#, "godel"),
    (#"\'{e}tude {\'e}tude \'etude"#, "etud"),
    (#"na\"{\i}ve na\"\i ve na{\"\i}ve"#, "naiv"),
    (#"fran\c{c}ais fran\c cais fran{\c c}ais"#, "francai"),
    (#"S{\o}ren S\o{}ren S\o ren"#, "soren"),
    (#"Erd\H{o}sx Erd{\H o}sx"#, "erdosx"),
    (#"hyphen\-ation"#, "hyphen"),
  ])
  func accentsOfTeXVanishWithoutBreakingTheWord(text: String, expected: String) {
    #expect(Set(tokens(text).map(\.term)) == [expected])
  }

  @Test(arguments: [
    (#"\textbf{word}"#, "word"),
    (#"\emph{long} \mathcal{O}(n\log n)"#, "long o n log n"),
    (#"$\alpha$ \beta"#, "alpha beta"),
    (#"$x_{ij}^2$"#, "x ij 2"),
    (#"deep~learning\\next"#, "deep learn next"),
    (#"see \cite{foo2020bar} and \ref{tab:x}."#, "see"),
    (#"\citep[p.~5]{foo} end"#, "end"),
    (#"100\% of \$5 R\&D"#, "100 5 r d"),
    (#"\left( x \right) \quad y"#, "x y"),
    ("C:\\", "c"),
    ("``quoted''", "quot"),
    ("{word} {", "word"),
  ])
  func commandsVanishOrLeaveTheirName(text: String, expected: String) {
    #expect(terms(text) == expected)
  }

  @Test(arguments: [
    ("https://github.com/foo/bar?x=1&y=2#top next", "github com foo bar next"),
    ("(http://www.arxiv.org/abs/2404.00001) next", "arxiv org ab 2404.00001 next"),
    ("why? because: yes #1", "whi becaus yes 1"),
    ("see https://a.io/b?c 模型", "see io b 模 模型 型"),
  ])
  func addressesYieldHostAndPath(text: String, expected: String) {
    #expect(terms(text) == expected)
  }

  @Test(.timeLimit(.minutes(1)))
  func addressesWithoutEndAreReadOnce() {
    // 7 MB; looking for the end anew at each would take hours.
    let found = terms(String(repeating: "http://", count: 1_000_000) + "a.io?q next")
    #expect(found.hasSuffix("io next"))
  }

  @Test func markupCutAnywhereNeverTraps() {
    let text = #"{\"{o}}&amp;eacute;\c{c}\citep[x]{y}<sub>\'{\i}https://a?b#c\o{}&#x10FFFF;"#
    let bytes = Array(text.utf8)
    for start in 0..<bytes.count {
      for end in start...bytes.count {
        for token in tokens(Array(bytes[start..<end])) {
          #expect(token.range.lowerBound >= 0 && token.range.upperBound <= end - start)
        }
      }
    }
  }
}
