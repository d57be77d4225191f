/// Bodies: strict JSON in, both dialects' forms out.
@NullMarked
package dev.evodb.api.json;

import org.jspecify.annotations.NullMarked;
