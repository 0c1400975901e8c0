// Carries glossary.tsv into the binary (C23 #embed).
#include "glossary.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char text[] = {
#embed "glossary.tsv"
};
const unsigned char *const lens_glossary = text;
const size_t lens_glossary_length = sizeof text;
