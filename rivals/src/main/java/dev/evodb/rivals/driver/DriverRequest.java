package dev.evodb.rivals.driver;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a driver is asked to do: its command line after `build` or `measure`, `KEY=VALUE` each.
///
/// - `variant`: which index, for drivers that know several;
/// - `base`, `query`: the `.fvecs` files; `cache`: the folder of the index; `answers`: that of the
///   answers;
/// - `k`: neighbours wanted; `queries`: how many of the queries, from the first on;
/// - `partitions`, `subvectors`: of inverted files, the latter codes of 4 bits;
/// - `threads`: of the build;
/// - `settings`, `passes`, `warmup`, `limit`: see the package.
public record DriverRequest(
        String variant,
        Path base,
        Path query,
        Path cache,
        Path answers,
        int k,
        int queries,
        int partitions,
        int subvectors,
        int threads,
        List<String> settings,
        int passes,
        double warmup,
        double limit) {
    public DriverRequest {
        settings = List.copyOf(settings);
    }

    public DriverRequest withVariant(String value) {
        return new DriverRequest(
                value,
                base,
                query,
                cache,
                answers,
                k,
                queries,
                partitions,
                subvectors,
                threads,
                settings,
                passes,
                warmup,
                limit);
    }

    public DriverRequest withCache(Path value) {
        return new DriverRequest(
                variant,
                base,
                query,
                value,
                answers,
                k,
                queries,
                partitions,
                subvectors,
                threads,
                settings,
                passes,
                warmup,
                limit);
    }

    public DriverRequest withAnswers(Path value) {
        return new DriverRequest(
                variant,
                base,
                query,
                cache,
                value,
                k,
                queries,
                partitions,
                subvectors,
                threads,
                settings,
                passes,
                warmup,
                limit);
    }

    public DriverRequest withSettings(List<String> value) {
        return new DriverRequest(
                variant,
                base,
                query,
                cache,
                answers,
                k,
                queries,
                partitions,
                subvectors,
                threads,
                value,
                passes,
                warmup,
                limit);
    }

    /// So many queries, once each, without warming up.
    public DriverRequest once(int count) {
        return new DriverRequest(
                variant, base, query, cache, answers, k, count, partitions, subvectors, threads, settings, 1, 0, 0);
    }

    /// The command line that [#parse] reads.
    public List<String> arguments() {
        return List.of(
                "variant=" + variant,
                "base=" + base,
                "query=" + query,
                "cache=" + cache,
                "answers=" + answers,
                "k=" + k,
                "queries=" + queries,
                "partitions=" + partitions,
                "subvectors=" + subvectors,
                "threads=" + threads,
                "settings=" + String.join(",", settings),
                "passes=" + passes,
                "warmup=" + warmup,
                "limit=" + limit);
    }

    /// @throws IllegalArgumentException if a key is missing, unknown or has no such value
    public static DriverRequest parse(List<String> arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("expected KEY=VALUE, got " + argument);
            }
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        DriverRequest request = new DriverRequest(
                take(values, "variant"),
                Path.of(take(values, "base")),
                Path.of(take(values, "query")),
                Path.of(take(values, "cache")),
                Path.of(take(values, "answers")),
                Integer.parseInt(take(values, "k")),
                Integer.parseInt(take(values, "queries")),
                Integer.parseInt(take(values, "partitions")),
                Integer.parseInt(take(values, "subvectors")),
                Integer.parseInt(take(values, "threads")),
                new ArrayList<>(List.of(take(values, "settings").split(",", -1))),
                Integer.parseInt(take(values, "passes")),
                Double.parseDouble(take(values, "warmup")),
                Double.parseDouble(take(values, "limit")));
        if (!values.isEmpty()) {
            throw new IllegalArgumentException("unknown keys " + values.keySet());
        }
        return request;
    }

    private static String take(Map<String, String> values, String key) {
        String value = values.remove(key);
        if (value == null) {
            throw new IllegalArgumentException("key " + key + " is missing");
        }
        return value;
    }

    /// The number in place `place` of a setting like `64/16`.
    ///
    /// @throws IllegalArgumentException if there is none
    public static int part(String setting, int place) {
        String[] parts = setting.split("/", -1);
        if (place >= parts.length) {
            throw new IllegalArgumentException("setting " + setting + " has no part " + (place + 1));
        }
        return Integer.parseInt(parts[place]);
    }

    /// The file of a setting's answers.
    public static Path answersFile(Path folder, String setting) {
        return folder.resolve(setting.replace('/', '_') + ".ivecs");
    }
}
