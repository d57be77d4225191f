/// How results leave the command: JSON, tables, text.
@NullMarked
package dev.evodb.cli.output;

import org.jspecify.annotations.NullMarked;
