package dev.evodb.cli.deploy;

import java.util.List;

/// The zones of a chain by level: that of the snippet that clients ask, those of the routers below it
/// from the second level down (the last one for all deeper levels as well), and that of the shards.
public record ChainZones(String entry, List<String> routers, String shards) {
    public ChainZones {
        routers = List.copyOf(routers);
    }

    /// All in one zone.
    public static ChainZones one(String zone) {
        return new ChainZones(zone, List.of(), zone);
    }

    /// Of a router, where that of the entry has level 1.
    String ofRouter(int level) {
        if (level == 1 || routers.isEmpty()) {
            return entry;
        }
        return routers.get(Math.min(level - 2, routers.size() - 1));
    }
}
