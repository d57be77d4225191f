/// The web server below.
@NullMarked
package dev.evodb.api.http;

import org.jspecify.annotations.NullMarked;
