package dev.evodb.chain;

import java.util.ArrayList;
import java.util.List;

/// The hosts that a request has passed, the entry first, as the header `x-evodb-hop` carries them, separated
/// by commas.
///
/// A plan is checked for loops before it is deployed; this refuses the loop that a wrong deployment makes.
public record Hops(List<String> hosts) {
    /// Name of the request header.
    public static final String HEADER = "x-evodb-hop";

    public Hops {
        hosts = List.copyOf(hosts);
    }

    /// Reads the header; an empty one, or none, is a request that enters the chain.
    public static Hops parse(String header) {
        List<String> hosts = new ArrayList<>();
        int from = 0;
        while (from <= header.length()) {
            int comma = header.indexOf(',', from);
            int to = comma < 0 ? header.length() : comma;
            String host = header.substring(from, to).trim();
            if (!host.isEmpty()) {
                hosts.add(host);
            }
            from = to + 1;
        }
        return new Hops(hosts);
    }

    /// Why a snippet at `host` must not forward the request, or an empty text if it may.
    public String refusal(String host) {
        if (hosts.contains(host)) {
            return "loop: host " + host + " is reached twice on the path " + header() + "," + host;
        }
        if (hosts.size() >= ChainPlan.MAX_DEPTH) {
            return "path " + header() + " has " + hosts.size() + " hops already, at most " + ChainPlan.MAX_DEPTH
                    + " are allowed";
        }
        return "";
    }

    /// The same path with `host` as its last.
    public Hops plus(String host) {
        List<String> longer = new ArrayList<>(hosts);
        longer.add(host);
        return new Hops(longer);
    }

    /// The value of the header.
    public String header() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < hosts.size(); i++) {
            text.append(i == 0 ? "" : ",").append(hosts.get(i));
        }
        return text.toString();
    }
}
