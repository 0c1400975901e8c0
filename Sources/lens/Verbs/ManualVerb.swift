// `lens manual`: the manual page, made from the same definitions as every --help.
import ArgumentParser
import Foundation

struct ManualVerb: SettingsFreeCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print the manual page.",
    discussion: """
      The page is troff, as in docs/lens.1.

      Example:
        lens manual | man -l -
        lens manual > ~/.local/share/man/man1/lens.1
      """)

  func run() throws {
    // Defaults on the page are those of lens, not of whoever prints it.
    for name in ["XDG_CONFIG_HOME", "HOME"] { unsetenv(name) }
    let help = try JSONDecoder().decode(
      ManualPage.CommandHelp.self, from: Data(Lens._dumpHelp().utf8))
    Terminal.write(ManualPage(help.command).text)
  }
}
