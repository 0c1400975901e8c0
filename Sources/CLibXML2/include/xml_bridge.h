// libxml2's push parser (SAX), found at run time.
//
// The library is not linked but opened when the first XML file is read: linking it, with the ICU and
// xz it brings along, would cost every start of lens milliseconds for a format that most never read.
// What is parsed is text from anywhere, so: no network, no external subset, no entity but XML's five
// and character numbers (a declared one is reported where it is used and never expanded), and errors
// inside the text do not end it. libxml2 itself bounds the length of names, tags and comments (10 MB).
#ifndef LENS_XML_BRIDGE_H
#define LENS_XML_BRIDGE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a complaint is about.
enum {
  LENS_XML_IGNORED = 0, ///< prefixes without a namespace, warnings: nothing is lost
  LENS_XML_ENTITY,      ///< an entity that XML does not know; it was left out
  LENS_XML_BROKEN,      ///< the text breaks the grammar here; parsing goes on
  LENS_XML_CUT,         ///< the text ended too early
  LENS_XML_FATAL        ///< parsing has ended
};

/// Where events go. Texts are UTF-8 and hold for the call; `name` comes without its prefix.
struct lens_xml_handler {
  /// An element opens. Each attribute is five pointers: name, prefix, namespace, value, value's end.
  void (*_Nonnull start)(void *_Nonnull context, const char *_Nonnull name,
                         const char *_Nullable const *_Nullable attributes, int count);
  /// An element closes.
  void (*_Nonnull end)(void *_Nonnull context, const char *_Nonnull name);
  /// Text, in pieces.
  void (*_Nonnull text)(void *_Nonnull context, const char *_Nonnull bytes, int length);
  /// Something is wrong.
  void (*_Nonnull complaint)(void *_Nonnull context, int kind, int line,
                             const char *_Nonnull message);
};

typedef struct lens_xml lens_xml;

/// Opens the library, once; NULL if that worked, else the loader's own words.
const char *_Nullable lens_xml_load(void);

/// A parser for one document and one thread; NULL when memory is short. `context` must outlive it.
lens_xml *_Nullable lens_xml_create(const struct lens_xml_handler *_Nonnull handler,
                                    void *_Nonnull context);
void lens_xml_destroy(lens_xml *_Nonnull parser);

/// Parses the next bytes of UTF-8 (whatever encoding the document declares). Linear.
void lens_xml_feed(lens_xml *_Nonnull parser, const char *_Nullable bytes, size_t length,
                   int is_last);

/// The line the parser stands on, from 1.
int lens_xml_line(lens_xml *_Nonnull parser);

#ifdef __cplusplus
}
#endif
#endif
