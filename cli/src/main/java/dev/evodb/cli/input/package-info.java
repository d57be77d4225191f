/// What commands are given: query files, vector files, option values.
@NullMarked
package dev.evodb.cli.input;

import org.jspecify.annotations.NullMarked;
