/// What a comparison found, for people and scripts.
@NullMarked
package dev.evodb.rivals.report;

import org.jspecify.annotations.NullMarked;
