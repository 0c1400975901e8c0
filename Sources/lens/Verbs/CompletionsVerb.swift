// `lens completions`: what a shell needs to complete lens's verbs, options and index names.
import ArgumentParser

struct CompletionsVerb: SettingsFreeCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print the completion script of a shell.",
    discussion: """
      Verbs, options, formats, files and the names of indexes are completed.

      Example:
        lens completions bash > ~/.local/share/bash-completion/completions/lens
        lens completions zsh > ~/.zfunc/_lens     # with fpath+=(~/.zfunc) before compinit
        lens completions fish > ~/.config/fish/completions/lens.fish
      """)

  /// The shells there is a script for.
  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish
  }

  @Argument(help: "The shell: bash, zsh or fish.")
  var shell: Shell

  func run() throws {
    let kind: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    Terminal.write(Lens.completionScript(for: kind) + "\n")
  }
}
