/// Columns of files of version 2.0: array encodings, each beside its plain decoder, and the fields they
/// make.
@NullMarked
package dev.evodb.lance.file.v20;

import org.jspecify.annotations.NullMarked;
