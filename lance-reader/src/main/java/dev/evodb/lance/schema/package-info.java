/// Schemas as Lance stores them: fields with ids that outlive names, and the logical types they have.
@NullMarked
package dev.evodb.lance.schema;

import org.jspecify.annotations.NullMarked;
