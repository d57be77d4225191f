package dev.evodb.snippets.lance.jvm;

/// What a platform's plan leaves to one search. The limits themselves are the simulator's
/// (`docs/simulator.md`); these are the shares of them that a pack is made for.
public enum PackProfile {
    EVODB("evodb", 5, 400_000, 256 << 10),
    PRO("pro", 2, 300_000, 0),
    BUSINESS("business", 3, 300_000, 0),
    ENTERPRISE("enterprise", 5, 300_000, 0);

    /// What queries probe that are not hard: larger partitions, and fewer, hold more of the neighbours if
    /// hard queries may read more of them.
    private static final int NPROBES = 2;

    /// Rows times dims that a request may compare unless the caller says otherwise.
    private static final int WARM_VALUES = 1_500_000;

    /// The same in a new isolate: a bound on what it spends, which does not make it fit 5 ms.
    private static final int COLD_VALUES = 500_000;

    private final String wireName;
    private final int subrequests;
    private final int queryBytes;
    private final int hotBytes;

    PackProfile(String wireName, int subrequests, int queryBytes, int hotBytes) {
        this.wireName = wireName;
        this.subrequests = subrequests;
        this.queryBytes = queryBytes;
        this.hotBytes = hotBytes;
    }

    /// The name in options and JSON.
    public String wireName() {
        return wireName;
    }

    /// Fetches of one request.
    public int subrequests() {
        return subrequests;
    }

    /// Partitions that an isolate keeps: none where all of its memory is 2 MB.
    int hotBytes() {
        return hotBytes;
    }

    /// Most that the partitions of a query may weigh that is not hard: beside the runtime and the head, in
    /// an isolate of 2 MB or one that keeps partitions.
    int queryBytes() {
        return queryBytes;
    }

    /// Partitions that a query probes; a new isolate reads the head first.
    int nprobes() {
        return Math.min(NPROBES, subrequests - 1);
    }

    static int warmRows(int dims) {
        return WARM_VALUES / dims;
    }

    static int coldRows(int dims) {
        return COLD_VALUES / dims;
    }

    /// @throws IllegalArgumentException if no profile has that name
    public static PackProfile ofWireName(String name) {
        for (PackProfile profile : values()) {
            if (profile.wireName.equals(name)) {
                return profile;
            }
        }
        throw new IllegalArgumentException("profile must be evodb, pro, business or enterprise, got " + name);
    }
}
