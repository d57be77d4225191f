/// The search snippet's JavaScript half: the only package of this module that touches TeaVM's interop.
@NullMarked
package dev.evodb.snippets.lance.js;

import org.jspecify.annotations.NullMarked;
