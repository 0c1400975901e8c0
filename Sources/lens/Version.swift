// The version of lens, as `lens --version` prints it.

/// The version of this release.
let lensVersion = "0.1.0"
