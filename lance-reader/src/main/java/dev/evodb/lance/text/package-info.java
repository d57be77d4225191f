/// Full text search: the files of an INVERTED index, tokenizers, and BM25.
@NullMarked
package dev.evodb.lance.text;

import org.jspecify.annotations.NullMarked;
