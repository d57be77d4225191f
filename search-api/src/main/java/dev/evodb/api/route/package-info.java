/// What is done for which path.
@NullMarked
package dev.evodb.api.route;

import org.jspecify.annotations.NullMarked;
