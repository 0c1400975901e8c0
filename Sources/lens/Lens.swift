// The command `lens`: its verbs, and the exit codes that scripts rely on.
//
// 0 done, 1 failure while running, 2 wrong usage or unusable input or index. ArgumentParser's own code
// for wrong usage is 64, hence the hand-written entry.
import ArgumentParser
import LensSearch

import Glibc

@main
struct Lens: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lens",
    abstract: "Find papers by meaning, in Chinese and English, on your own machine.",
    discussion: """
      lens learns from your papers (TF-IDF, then latent semantic analysis) and ranks them by words \
      and by meaning. It needs no model, no GPU and no network.

      Example:
        lens index papers.jsonl digests/*.md
        lens query "long context"
        lens related 2404.02060

      The index is found by --index (a directory or a name, see lens indexes), then $LENS_INDEX, then \
      ./index, then the index of the settings (see lens config), then $XDG_DATA_HOME/lens.
      Exit codes: 0 done, 1 failure while running, 2 wrong usage or unusable input or index.
      """,
    version: lensVersion,
    subcommands: [
      IndexVerb.self, AddVerb.self, RemoveVerb.self, RefitVerb.self, WatchVerb.self, QueryVerb.self,
      RelatedVerb.self, ShowVerb.self, TermsVerb.self, TagVerb.self, NewsVerb.self,
      ExportVerb.self, StatusVerb.self, CheckVerb.self, EvalVerb.self, BenchVerb.self,
      IndexesVerb.self, ConfigVerb.self, CompletionsVerb.self, ManualVerb.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      // The help of ArgumentParser is a command, too, and needs no settings.
      let isOurs = configuration.subcommands.contains { $0 == type(of: command) }
      if isOurs, !(command is any SettingsFreeCommand) { try Settings.current.check() }
      defer { Pager.end() }
      try command.run()
    } catch let failure as Failure {
      Terminal.error(failure.message)
      Glibc.exit(failure.code)
    } catch let error as SearchError {
      Terminal.error(error.description)
      Glibc.exit(error.isUnusable ? Failure.unusable : Failure.running)
    } catch {
      let code = exitCode(for: error)
      if code.isSuccess {
        Terminal.write(fullMessage(for: error) + "\n")
        Glibc.exit(0)
      }
      Terminal.note(fullMessage(for: error))
      Glibc.exit(code == .validationFailure ? Failure.unusable : code.rawValue)
    }
  }
}

/// A verb that runs though the settings file is broken.
protocol SettingsFreeCommand: ParsableCommand {}

/// A failure of the command itself, with its exit code.
struct Failure: Error {
  static let running: Int32 = 1
  static let unusable: Int32 = 2

  var message: String
  var code: Int32

  static func unusable(_ message: String) -> Failure { Failure(message: message, code: unusable) }
  static func running(_ message: String) -> Failure { Failure(message: message, code: running) }
}
