package dev.evodb.snippets.lance.js;

import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSMethod;
import org.teavm.jso.JSObject;

/// The runtime's promise, of JavaScript values only. TeaVM's own also carries Java objects, for which it
/// links the wrapping of them: 3 KB.
interface Promise<T extends @Nullable JSObject> extends JSObject {
    /// What follows with a value.
    @JSMethod("then")
    <V extends JSObject> Promise<V> then(Then<T, V> next);

    /// What follows with a promise.
    @JSMethod("then")
    <V extends JSObject> Promise<V> flatThen(Then<T, Promise<V>> next);

    /// What takes the place of a failure.
    @JSMethod("catch")
    Promise<T> recover(Then<JSObject, T> next);

    /// A continuation; an exception it throws becomes the failure of the promise.
    @JSFunctor
    interface Then<T extends @Nullable JSObject, V extends @Nullable JSObject> extends JSObject {
        V apply(T value);
    }
}
