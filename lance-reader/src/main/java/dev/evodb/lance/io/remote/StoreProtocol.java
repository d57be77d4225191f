package dev.evodb.lance.io.remote;

import java.time.Instant;

/// What one kind of store adds to plain HTTP. Thread-safe.
interface StoreProtocol {
    /// HTTP with nothing added.
    StoreProtocol PLAIN = new StoreProtocol() {
        @Override
        public StoreRequest authorize(StoreRequest request, Instant now) {
            return request;
        }

        @Override
        public String errorCode(StoreResponse response) {
            return "";
        }

        @Override
        public boolean learnsFrom(StoreResponse refusal, Instant now) {
            return false;
        }
    };

    /// `request` with what proves that it may be made, at the time `now`.
    StoreRequest authorize(StoreRequest request, Instant now);

    /// The store's own word for what is wrong (`NoSuchBucket`); empty if it has none. Never anything
    /// secret.
    String errorCode(StoreResponse response);

    /// Whether the same request is worth another try, authorized anew, after this refusal.
    boolean learnsFrom(StoreResponse refusal, Instant now);
}
