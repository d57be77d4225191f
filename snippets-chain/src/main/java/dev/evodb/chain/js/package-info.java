/// Coordinators as snippets: the only package of this module that touches TeaVM's interop.
@NullMarked
package dev.evodb.chain.js;

import org.jspecify.annotations.NullMarked;
