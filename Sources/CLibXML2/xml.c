// See include/xml_bridge.h. The structures and constants below are libxml2's binary interface, which
// has not changed since 2.6; its headers are not needed to build lens.
#define _GNU_SOURCE
#include "xml_bridge.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned char xml_char;

/// xmlError, its front.
struct xml_error {
  int domain;
  int code;
  char *message;
  int level;
  char *file;
  int line;
};

/// xmlSAXHandler.
struct xml_sax {
  void *unused_before_characters[17];
  void (*characters)(void *, const xml_char *, int);
  void *unused_before_cdata[7];
  void (*cdata)(void *, const xml_char *, int);
  void *external_subset;
  unsigned int magic;
  void *reserved;
  void (*start)(void *, const xml_char *name, const xml_char *prefix, const xml_char *uri,
                int namespace_count, const xml_char **namespaces, int attribute_count,
                int default_count, const xml_char **attributes);
  void (*end)(void *, const xml_char *name, const xml_char *prefix, const xml_char *uri);
  void (*error)(void *, struct xml_error *);
};

/// xmlParserCtxt, its front.
struct xml_context {
  void *sax;
  void *user_data;
  void *document;
};

enum {
  SAX2_MAGIC = 0xDEEDBEAF,
  RECOVER = 1 << 0,
  // Without it, "&amp;" in an attribute comes as "&#38;". No entity is ever declared here.
  NO_ENTITIES_LEFT = 1 << 1,
  NO_NETWORK = 1 << 11,
  // Our decoder has made UTF-8 of it already.
  IGNORE_ENCODING = 1 << 21
};

static struct {
  void (*init)(void);
  struct xml_context *(*create)(struct xml_sax *, void *, const char *, int, const char *);
  int (*use_options)(struct xml_context *, int);
  int (*parse)(struct xml_context *, const char *, int, int);
  int (*line)(void *);
  void (*free)(struct xml_context *);
  void (*free_document)(void *);
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *failure;

struct lens_xml {
  struct xml_context *context;
  struct lens_xml_handler handler;
  void *owner;
  int is_last; ///< the text is over
  int has_ended;
};

static int resolve(void *handle, const char *symbol, void *slot) {
  void *address = dlsym(handle, symbol);
  if (!address) return 0;
  // Copying the bits is the POSIX way from an object to a function pointer.
  memcpy(slot, &address, sizeof address);
  return 1;
}

static void load(void) {
  // Debian 12 and 13; its successors.
  void *handle = dlopen("libxml2.so.2", RTLD_NOW | RTLD_LOCAL);
  const char *reason = handle ? NULL : dlerror();
  char *copy = reason ? strdup(reason) : NULL;
  if (!handle) handle = dlopen("libxml2.so.16", RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    failure = copy ? copy : "libxml2 was not found";
    return;
  }
  free(copy);
  if (!resolve(handle, "xmlInitParser", &library.init) ||
      !resolve(handle, "xmlCreatePushParserCtxt", &library.create) ||
      !resolve(handle, "xmlCtxtUseOptions", &library.use_options) ||
      !resolve(handle, "xmlParseChunk", &library.parse) ||
      !resolve(handle, "xmlSAX2GetLineNumber", &library.line) ||
      !resolve(handle, "xmlFreeParserCtxt", &library.free) ||
      !resolve(handle, "xmlFreeDoc", &library.free_document)) {
    failure = "libxml2 lacks its SAX interface";
    return;
  }
  library.init();
}

static void on_start(void *data, const xml_char *name, const xml_char *prefix,
                     const xml_char *uri, int namespace_count, const xml_char **namespaces,
                     int attribute_count, int default_count, const xml_char **attributes) {
  (void)prefix, (void)uri, (void)namespace_count, (void)namespaces, (void)default_count;
  struct lens_xml *parser = data;
  parser->handler.start(parser->owner, (const char *)name, (const char *const *)attributes,
                         attribute_count);
}

static void on_end(void *data, const xml_char *name, const xml_char *prefix,
                   const xml_char *uri) {
  (void)prefix, (void)uri;
  struct lens_xml *parser = data;
  parser->handler.end(parser->owner, (const char *)name);
}

static void on_text(void *data, const xml_char *bytes, int length) {
  struct lens_xml *parser = data;
  parser->handler.text(parser->owner, (const char *)bytes, length);
}

/// The codes are those of libxml/xmlerror.h.
static int kind_of(const struct xml_error *error, int is_last) {
  enum {
    DOMAIN_NAMESPACE = 3, LEVEL_ERROR = 2,
    INTERNAL = 1, NO_MEMORY = 2, DOCUMENT_EMPTY = 4, DOCUMENT_END = 5,
    UNDECLARED_ENTITY = 26, WARN_UNDECLARED_ENTITY = 27, TAG_NOT_FINISHED = 77
  };
  if (error->code == UNDECLARED_ENTITY || error->code == WARN_UNDECLARED_ENTITY)
    return LENS_XML_ENTITY;
  if (error->level < LEVEL_ERROR || error->domain == DOMAIN_NAMESPACE) return LENS_XML_IGNORED;
  switch (error->code) {
  // At the end of the text these say that more was to come, before it that something follows.
  case DOCUMENT_EMPTY: case DOCUMENT_END: return is_last ? LENS_XML_CUT : LENS_XML_FATAL;
  case INTERNAL: case NO_MEMORY: return LENS_XML_FATAL;
  case TAG_NOT_FINISHED: return LENS_XML_CUT;
  default: return LENS_XML_BROKEN;
  }
}

static void on_error(void *data, struct xml_error *error) {
  struct lens_xml *parser = data;
  int kind = kind_of(error, parser->is_last);
  if (kind == LENS_XML_IGNORED || parser->has_ended) return;
  parser->has_ended = kind == LENS_XML_FATAL;
  parser->handler.complaint(parser->owner, kind, error->line, error->message ? error->message : "");
}

const char *lens_xml_load(void) {
  pthread_once(&once, load);
  return failure;
}

struct lens_xml *lens_xml_create(const struct lens_xml_handler *handler, void *owner) {
  if (lens_xml_load()) return NULL;
  struct lens_xml *parser = calloc(1, sizeof *parser);
  if (!parser) return NULL;
  parser->handler = *handler;
  parser->owner = owner;
  struct xml_sax sax;
  memset(&sax, 0, sizeof sax);
  sax.magic = SAX2_MAGIC;
  sax.characters = on_text;
  sax.cdata = on_text;
  sax.start = on_start;
  sax.end = on_end;
  sax.error = on_error;
  parser->context = library.create(&sax, parser, NULL, 0, NULL);
  if (!parser->context) {
    free(parser);
    return NULL;
  }
  library.use_options(parser->context, RECOVER | NO_ENTITIES_LEFT | NO_NETWORK | IGNORE_ENCODING);
  return parser;
}

void lens_xml_destroy(struct lens_xml *parser) {
  // Entity declarations may have made a document to stand in.
  void *document = parser->context->document;
  parser->context->document = NULL;
  if (document) library.free_document(document);
  library.free(parser->context);
  free(parser);
}

void lens_xml_feed(struct lens_xml *parser, const char *bytes, size_t length, int is_last) {
  const size_t piece = 1 << 20; // xmlParseChunk counts in int
  while (length > piece && !parser->has_ended) {
    library.parse(parser->context, bytes, (int)piece, 0);
    bytes += piece;
    length -= piece;
  }
  parser->is_last = is_last;
  if (!parser->has_ended) library.parse(parser->context, bytes, (int)length, is_last);
}

int lens_xml_line(struct lens_xml *parser) { return library.line(parser->context); }
