package dev.evodb.sim.engine;

import dev.evodb.sim.limit.Profile;

/// A JavaScript engine that can run snippets turn by turn under the limits of a profile.
///
/// An engine, its isolates and everything they return belong to one thread at a time.
public interface SnippetEngine extends AutoCloseable {
    /// Name and version, as reports print it: `javet 5.0.6 (V8 14.7.173.18)`.
    String name();

    /// A fresh isolate for `module`. Nothing of the module runs before its first request.
    ///
    /// @throws IllegalStateException if the engine cannot start
    SnippetIsolate open(SnippetModule module, Profile profile, IsolateSettings settings);

    /// Closes what the engine holds; its isolates must be closed already.
    @Override
    void close();
}
