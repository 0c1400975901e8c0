// PDFs through pdftotext, where it is installed; what is said where it is not, or goes wrong.

import Foundation
import Testing

@testable import LensCorpus

@Suite struct PDFTests {
  static let isInstalled =
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: $0 + "/pdftotext") }

  /// A page with lines of text: size, distance from the lower edge, words.
  private func pdf(_ lines: [(size: Int, y: Int, text: String)]) -> [UInt8] {
    let content = lines.map { "BT /F1 \($0.size) Tf 72 \($0.y) Td (\($0.text)) Tj ET" }
      .joined(separator: "\n")
    let objects = [
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        + "/Resources << /Font << /F1 5 0 R >> >> >>",
      "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    var text = "%PDF-1.4\n"
    var offsets: [Int] = []
    for (number, object) in objects.enumerated() {
      offsets.append(text.utf8.count)
      text += "\(number + 1) 0 obj\n\(object)\nendobj\n"
    }
    let start = text.utf8.count
    text += "xref\n0 6\n0000000000 65535 f \n"
    for offset in offsets {
      let digits = String(offset)
      text += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
    }
    text += "trailer << /Size 6 /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
    return Array(text.utf8)
  }

  @Test(.enabled(if: isInstalled, "pdftotext (poppler-utils) is not installed"))
  func titleAndAbstractOfTheFirstPageAreRead() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      pdf([
        (9, 810, "Journal of Careful Measurement 7"), (18, 760, "Frost Flowers on Windows"),
        (18, 738, "and Their Symmetries"), (11, 700, "Ada Noether, Bo Li"), (12, 660, "Abstract"),
        (10, 640, "Frost on a window repeats itself. We count the symme-"),
        (10, 628, "tries of a thousand panes. doi:10.5555/frost.1"), (12, 590, "1 Introduction"),
        (10, 570, "Windows freeze."), (24, 100, "A LARGE FOOTER"),
      ]), as: "-frost.pdf")
    let reading = Reading(path: path)
    #expect(reading.format == .pdf && reading.messages.isEmpty)
    let paper = try #require(reading.papers.first)
    #expect(paper.title == "Frost Flowers on Windows and Their Symmetries")
    #expect(
      paper.abstract == "Frost on a window repeats itself. "
        + "We count the symmetries of a thousand panes. doi:10.5555/frost.1")
    #expect(paper.id == "10.5555/frost.1" && paper.idOrigin == .doi)
    #expect(paper.source == SourcePlace(file: path, line: 1))
  }

  @Test(.enabled(if: isInstalled, "pdftotext (poppler-utils) is not installed"))
  func aDamagedPDFIsReported() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Array("%PDF-1.4\nnothing of the kind".utf8), as: "a.pdf")
    #expect(
      Reading(path: path).error
        == .unreadable(file: path, reason: "pdftotext cannot read it (status 1)"))
  }

  @Test func aMissingProgramIsNamedWithItsPackage() {
    #expect {
      _ = try PDFTextSource(path: "a.pdf", program: "pdftotext-that-nobody-has")
    } throws: { error in
      "\(error)"
        == "a.pdf: expected pdftotext to read it with, found none (No such file or directory). "
        + "Install it with apt-get install poppler-utils."
    }
  }

  @Test func aProgramThatNeverEndsIsStopped() throws {
    let directory = try TemporaryDirectory()
    let program = try directory.write(Array("#!/bin/sh\nexec sleep 600\n".utf8), as: "slow")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let source = try PDFTextSource(path: "a.pdf", program: program, limit: .milliseconds(100))
    var buffer = [UInt8](repeating: 0, count: 16)
    #expect(
      throws: CorpusError.unreadable(file: "a.pdf", reason: "pdftotext took more than 0 seconds")
    ) {
      try buffer.withUnsafeMutableBytes { bytes in _ = try source.read(into: bytes) }
    }
  }
}
