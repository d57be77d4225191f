/// Page layouts and encodings: parsed once from page metadata into records, each beside its plain decoder.
@NullMarked
package dev.evodb.lance.encoding;

import org.jspecify.annotations.NullMarked;
