package dev.evodb.chain.js;

import org.teavm.jso.JSObject;

/// The runtime's response, built by [Edge] and only handed on here.
interface Response extends JSObject {}
