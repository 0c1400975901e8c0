// The built-in glossary as it stands in glossary.tsv, part of the binary: nothing to install, no path
// to find. LensText/Glossary.swift reads it.
#ifndef LENS_GLOSSARY_H
#define LENS_GLOSSARY_H

#include <stddef.h>

/// UTF-8 bytes of glossary.tsv; not ended by a zero.
extern const unsigned char *const lens_glossary;
/// Their number.
extern const size_t lens_glossary_length;

#endif
