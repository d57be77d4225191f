package dev.evodb.sim.net;

/// Something that goes wrong with one subrequest.
public sealed interface Fault {
    /// The origin answers `status`, 429 or 503 say, with a short text and, unless it is 0, `retry-after`.
    record Status(int status, int retryAfterSeconds) implements Fault {
        public Status {
            if (status < 400 || status > 599 || retryAfterSeconds < 0) {
                throw new IllegalArgumentException("a status in 400..=599 and seconds not below 0 are needed, got "
                        + status + " and " + retryAfterSeconds);
            }
        }

        @Override
        public String toString() {
            return "status " + status;
        }
    }

    /// The connection fails before an answer: the promise of `fetch` is rejected.
    record Unreachable() implements Fault {
        @Override
        public String toString() {
            return "unreachable";
        }
    }

    /// The head arrives, then a byte and `share` of the rest of the body, then the connection ends:
    /// reading the body is rejected.
    record CutBody(double share) implements Fault {
        public CutBody {
            if (!(share >= 0 && share < 1)) {
                throw new IllegalArgumentException("share must be in [0, 1), got " + share);
            }
        }

        @Override
        public String toString() {
            return "cut body";
        }
    }

    /// The head arrives and a byte of the body, then nothing until `micros` are over and the connection
    /// ends.
    record Stall(long micros) implements Fault {
        public Stall {
            if (micros < 0) {
                throw new IllegalArgumentException("micros must not be negative, got " + micros);
            }
        }

        @Override
        public String toString() {
            return "stall";
        }
    }

    /// The origin does not know ranges: 200 and the whole object.
    record RangeIgnored() implements Fault {
        @Override
        public String toString() {
            return "range ignored";
        }
    }

    /// The object was written anew: another ETag, which no condition of the request matches.
    record ChangedEtag() implements Fault {
        @Override
        public String toString() {
            return "changed etag";
        }
    }

    /// The fault that the command line calls `name`: `429`, `503` (any status of 400 and above),
    /// `unreachable`, `cut`, `stall`, `range-ignored`, `etag`.
    ///
    /// @throws IllegalArgumentException for any other name
    static Fault of(String name) {
        return switch (name) {
            case "unreachable" -> new Unreachable();
            case "cut" -> new CutBody(0.5);
            case "stall" -> new Stall(DEFAULT_STALL_MICROS);
            case "range-ignored" -> new RangeIgnored();
            case "etag" -> new ChangedEtag();
            default -> {
                if (!name.matches("[45]\\d\\d")) {
                    throw new IllegalArgumentException("a fault is a status of 400 or above, unreachable, cut, stall,"
                            + " range-ignored or etag, got " + name);
                }
                yield new Status(Integer.parseInt(name), 1);
            }
        };
    }

    /// How long Cloudflare waits for an origin.
    long DEFAULT_STALL_MICROS = 100_000_000;
}
