// The version of lens, as `lens --version` prints it.

/// The version of this release.
let lensVersion = "0.1.0"

/// The day of this release, as the manual page shows it.
let lensReleaseDate = "2026-11-21"
