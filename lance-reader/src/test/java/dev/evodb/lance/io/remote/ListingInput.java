package dev.evodb.lance.io.remote;

import dev.evodb.error.Location;
import java.io.IOException;

/// Answers of S3 as bytes, for fuzzers.
public final class ListingInput {
    private ListingInput() {}

    /// Parses a listing and an error document.
    public static void parse(byte[] xml) throws IOException {
        S3Listing.errorCode(xml);
        S3Listing.parse(xml, Location.of("listing"));
    }
}
