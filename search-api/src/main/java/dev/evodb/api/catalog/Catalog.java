package dev.evodb.api.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The namespaces and tables below a root: a folder whose name ends in `.lance` is a table, every other one
/// a namespace, but for those whose names begin with a dot or two underscores. Thread-safe.
///
/// A name of a request is compared with the names that the storage lists; only these lead to a folder. What
/// a folder has is remembered for a moment, and asked again when a name is not in it.
public final class Catalog {
    private static final String SUFFIX = ".lance";
    private static final int MAX_REMEMBERED = 10_000;
    private static final int MAX_TABLES = 1_000_000;

    /// Requests for names that do not exist list a folder this often at the most.
    private static final Duration BETWEEN_MISSES = Duration.ofMillis(100);

    private final Storage storage;
    private final Cache<List<String>, Listing> listings;

    /// The folders of one folder, as they were at `atNanos`.
    private record Listing(Set<String> folders, long atNanos) {}

    /// Remembers listings for `freshness`.
    public Catalog(Storage storage, Duration freshness) {
        this.storage = storage;
        this.listings = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(freshness)
                .build();
    }

    /// The names of the namespaces directly below `namespace`, in order.
    ///
    /// @throws ApiException (404) if there is no such namespace
    public List<String> namespaces(List<String> namespace) throws IOException {
        return folders(namespace).stream().filter(Catalog::isNamespace).toList();
    }

    /// The names of the tables in `namespace`, in order.
    ///
    /// @throws ApiException (404) if there is no such namespace
    public List<String> tables(List<String> namespace) throws IOException {
        return folders(namespace).stream()
                .filter(Catalog::isTable)
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .sorted()
                .toList();
    }

    /// The tables in `namespace` and in all namespaces below it that `mayEnter` lets in.
    ///
    /// @throws ApiException (404) if there is no such namespace; (406) if there are too many tables to list
    public List<TableId> allTables(List<String> namespace, Predicate<List<String>> mayEnter) throws IOException {
        List<TableId> tables = new ArrayList<>();
        collect(namespace, mayEnter, tables);
        return tables;
    }

    private void collect(List<String> namespace, Predicate<List<String>> mayEnter, List<TableId> found)
            throws IOException {
        for (String name : tables(namespace)) {
            found.add(new TableId(namespace, name));
        }
        if (found.size() > MAX_TABLES) {
            throw ApiException.unsupported("there are more than " + MAX_TABLES + " tables: list them by namespace");
        }
        if (namespace.size() < Identifiers.MAX_NAMES - 1) {
            for (String name : namespaces(namespace)) {
                List<String> below = new TableId(namespace, name).path();
                if (mayEnter.test(below)) {
                    collect(below, mayEnter, found);
                }
            }
        }
    }

    /// @throws ApiException (404) if there is no such namespace
    public void requireNamespace(List<String> namespace) throws IOException {
        if (!hasNamespace(namespace)) {
            throw new ApiException(
                    ErrorCode.NAMESPACE_NOT_FOUND, "no namespace " + String.join(Identifiers.DELIMITER, namespace));
        }
    }

    /// Whether there is a folder of that namespace.
    public boolean hasNamespace(List<String> namespace) throws IOException {
        for (int i = 0; i < namespace.size(); i++) {
            if (!isNamespace(namespace.get(i)) || !has(namespace.subList(0, i), namespace.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// The files of a table.
    ///
    /// @throws ApiException (404) if there is no folder of that table
    public TableStore table(TableId id) throws IOException {
        String folder = id.name() + SUFFIX;
        if (!hasNamespace(id.namespace()) || !has(id.namespace(), folder)) {
            throw new ApiException(ErrorCode.TABLE_NOT_FOUND, "no table " + id);
        }
        List<String> path = new ArrayList<>(id.namespace());
        path.add(folder);
        return new NamedStore(location(id), storage.table(path));
    }

    /// Where a table is, from the root: what errors and descriptions may tell of its place.
    public static String location(TableId id) {
        return String.join("/", id.path()) + SUFFIX;
    }

    private Set<String> folders(List<String> namespace) throws IOException {
        requireNamespace(namespace);
        return listing(namespace).folders();
    }

    private boolean has(List<String> parent, String folder) throws IOException {
        Listing known = listing(parent);
        if (!known.folders().contains(folder) && System.nanoTime() - known.atNanos() > BETWEEN_MISSES.toNanos()) {
            listings.invalidate(List.copyOf(parent));
            known = listing(parent);
        }
        return known.folders().contains(folder);
    }

    private Listing listing(List<String> path) throws IOException {
        List<String> key = List.copyOf(path);
        Listing known = listings.getIfPresent(key);
        if (known == null) {
            known = new Listing(new TreeSet<>(storage.folders(key)), System.nanoTime());
            listings.put(key, known);
        }
        return known;
    }

    private static boolean isTable(String folder) {
        return folder.endsWith(SUFFIX) && folder.length() > SUFFIX.length();
    }

    private static boolean isNamespace(String folder) {
        return !folder.endsWith(SUFFIX) && !folder.startsWith(".") && !folder.startsWith("__");
    }
}
