package dev.evodb.namespace;

import dev.evodb.api.ApiLimits;
import dev.evodb.api.catalog.Catalog;
import dev.evodb.api.catalog.Page;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.engine.Deadline;
import dev.evodb.api.engine.FragmentSummary;
import dev.evodb.api.engine.IndexSummary;
import dev.evodb.api.engine.TableCache;
import dev.evodb.api.engine.TableCache.Lease;
import dev.evodb.api.engine.TableCache.Wanted;
import dev.evodb.api.engine.Tags;
import dev.evodb.api.engine.VersionSummary;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.query.Answer;
import dev.evodb.api.query.BoundedOutput;
import dev.evodb.api.query.PlanAnalysis;
import dev.evodb.api.query.QueryPlan;
import dev.evodb.api.query.QueryRequest;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.arrow.ArrowBridge;
import dev.evodb.lance.ref.Tag;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.lance.namespace.LanceNamespace;
import org.lance.namespace.errors.LanceNamespaceException;
import org.lance.namespace.model.AnalyzeTableQueryPlanRequest;
import org.lance.namespace.model.CountTableRowsRequest;
import org.lance.namespace.model.DescribeNamespaceRequest;
import org.lance.namespace.model.DescribeNamespaceResponse;
import org.lance.namespace.model.DescribeTableIndexStatsRequest;
import org.lance.namespace.model.DescribeTableIndexStatsResponse;
import org.lance.namespace.model.DescribeTableRequest;
import org.lance.namespace.model.DescribeTableResponse;
import org.lance.namespace.model.DescribeTableVersionRequest;
import org.lance.namespace.model.DescribeTableVersionResponse;
import org.lance.namespace.model.ExplainTableQueryPlanRequest;
import org.lance.namespace.model.GetTableStatsRequest;
import org.lance.namespace.model.GetTableStatsResponse;
import org.lance.namespace.model.GetTableTagVersionRequest;
import org.lance.namespace.model.GetTableTagVersionResponse;
import org.lance.namespace.model.ListNamespacesRequest;
import org.lance.namespace.model.ListNamespacesResponse;
import org.lance.namespace.model.ListTableIndicesRequest;
import org.lance.namespace.model.ListTableIndicesResponse;
import org.lance.namespace.model.ListTableTagsRequest;
import org.lance.namespace.model.ListTableTagsResponse;
import org.lance.namespace.model.ListTableVersionsRequest;
import org.lance.namespace.model.ListTableVersionsResponse;
import org.lance.namespace.model.ListTablesRequest;
import org.lance.namespace.model.ListTablesResponse;
import org.lance.namespace.model.NamespaceExistsRequest;
import org.lance.namespace.model.QueryTableRequest;
import org.lance.namespace.model.TableExistsRequest;
import org.lance.namespace.model.TableVersion;
import org.lance.namespace.model.TagContents;

/// A Lance namespace that reads: the tables below a folder or an S3 prefix, where a folder whose name ends in
/// `.lance` is a table and every other one a namespace. Thread-safe.
///
/// | property | is | unless given |
/// |---|---|---|
/// | `root` | a folder, a `file://` or an `s3://` URI | has to be given |
/// | `storage.region`, `storage.endpoint` | where S3 is | as the environment says (`AWS_REGION`, …) |
/// | `storage.access_key_id`, `storage.secret_access_key`, `storage.session_token` | who asks | likewise |
/// | `storage.skip_signature` | `true`: ask without a key | `false` |
/// | `storage.virtual_hosted_style_request` | `true`: the bucket in the name of the host | as fits the endpoint |
/// | `evodb.cache_bytes` | what open tables and their indices may keep in memory | 256 MiB |
/// | `evodb.freshness_millis` | how old the knowledge of a table's newest version may be | 1,000 |
/// | `evodb.timeout_millis` | how long a call may take | 60,000 |
/// | `evodb.max_rows`, `evodb.max_answer_bytes` | rows of a scan; bytes of an answer | 1,000,000; 256 MiB |
/// | `evodb.max_k`, `evodb.max_candidates` | neighbours of a vector; times the refine factor | 10,000; 100,000 |
/// | `evodb.max_vectors` | vectors of one query | 256 |
///
/// `storage.*` may have `aws_` before their names. Other properties, which connectors pass to every
/// namespace, mean nothing here.
///
/// Answers all calls that read, but those for transactions. Calls that write throw
/// [org.lance.namespace.errors.UnsupportedOperationException]. What fails is a subclass of
/// [LanceNamespaceException] with the number that Lance Namespace has for it. A query is answered whole or
/// not at all: one beyond a limit fails. Calls before [#initialize] and after [#close] are an
/// [IllegalStateException].
public final class EvoNamespace implements LanceNamespace, Closeable {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private @Nullable Opened opened;
    private @Nullable String id;
    private boolean isClosed;

    /// For [LanceNamespace#connect]; [#initialize] comes next.
    public EvoNamespace() {}

    /// What calls work with.
    private record Opened(
            Root root, Catalog catalog, TableCache tables, ApiLimits limits, ScheduledExecutorService timers) {
        static Opened of(NamespaceSettings settings) {
            Catalog catalog = new Catalog(settings.root().storage(), settings.freshness());
            return new Opened(
                    settings.root(),
                    catalog,
                    new TableCache(catalog, TableCache.LIMITS, settings.cacheBytes(), settings.freshness()),
                    settings.limits(),
                    Executors.newSingleThreadScheduledExecutor(task -> Thread.ofPlatform()
                            .daemon()
                            .name("evodb-namespace-timers")
                            .unstarted(task)));
        }

        Lease lease(TableId id, OptionalLong version) throws IOException {
            return tables.lease(id, new Wanted(version, 0, false));
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T answer(Opened with, Deadline deadline) throws IOException;
    }

    /// Opens the namespace. `allocator` is not used: answers are bytes, and what is in Arrow's memory between
    /// is accounted for and freed within a call.
    ///
    /// @throws LanceNamespaceException if `properties` are not those of the table above
    /// @throws IllegalStateException if it is open already
    @Override
    public void initialize(Map<String, String> properties, @Nullable BufferAllocator allocator) {
        lock.writeLock().lock();
        try {
            if (opened != null || isClosed) {
                throw new IllegalStateException("the namespace was initialized before");
            }
            Opened with = open(properties);
            id = "EvoNamespace { root: \"" + with.root().text() + "\" }";
            opened = with;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static Opened open(@Nullable Map<String, String> properties) {
        try {
            return Opened.of(NamespaceSettings.of(Requests.given(properties), System.getenv()));
        } catch (IOException | RuntimeException e) {
            throw NamespaceErrors.of(e);
        }
    }

    /// Ends it when the calls under way have ended: closes files, and stops its thread.
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            isClosed = true;
            if (opened != null) {
                opened.timers().shutdownNow();
                opened.tables().close();
                opened = null;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Names the root: equal for namespaces of the same root. Stays when the namespace is closed.
    @Override
    public String namespaceId() {
        lock.readLock().lock();
        try {
            if (id == null) {
                throw new IllegalStateException("the namespace is not initialized");
            }
            return id;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public ListNamespacesResponse listNamespaces(ListNamespacesRequest request) {
        return answer((with, _) -> {
            List<String> namespace = Requests.namespace(Requests.given(request).getId());
            Page<String> page = page(with.catalog().namespaces(namespace), request.getPageToken(), request.getLimit());
            ListNamespacesResponse response = new ListNamespacesResponse();
            response.setNamespaces(new LinkedHashSet<>(page.items()));
            page.next().ifPresent(response::setPageToken);
            return response;
        });
    }

    /// Namespaces are folders: they have no properties.
    @Override
    public DescribeNamespaceResponse describeNamespace(DescribeNamespaceRequest request) {
        return answer((with, _) -> {
            with.catalog()
                    .requireNamespace(Requests.namespace(Requests.given(request).getId()));
            DescribeNamespaceResponse response = new DescribeNamespaceResponse();
            response.setProperties(Map.of());
            return response;
        });
    }

    @Override
    public void namespaceExists(NamespaceExistsRequest request) {
        answer((with, _) -> {
            with.catalog()
                    .requireNamespace(Requests.namespace(Requests.given(request).getId()));
            return true;
        });
    }

    @Override
    public ListTablesResponse listTables(ListTablesRequest request) {
        return answer((with, _) -> {
            List<String> namespace = Requests.namespace(Requests.given(request).getId());
            return tables(with.catalog().tables(namespace), request);
        });
    }

    /// The tables in the namespace of the request and in all below it, by the names that lead to them from the
    /// root, with `$` between.
    @Override
    public ListTablesResponse listAllTables(ListTablesRequest request) {
        return answer((with, deadline) -> {
            List<String> namespace = Requests.namespace(Requests.given(request).getId());
            List<TableId> all = with.catalog().allTables(namespace, _ -> {
                deadline.check();
                return true;
            });
            return tables(all.stream().map(TableId::toString).sorted().toList(), request);
        });
    }

    private static ListTablesResponse tables(List<String> names, ListTablesRequest request) {
        Page<String> page = page(names, request.getPageToken(), request.getLimit());
        ListTablesResponse response = new ListTablesResponse();
        response.setTables(new LinkedHashSet<>(page.items()));
        page.next().ifPresent(response::setPageToken);
        return response;
    }

    private static Page<String> page(List<String> names, @Nullable String token, @Nullable Integer limit) {
        return Page.of(names, name -> name, Requests.token(token), Requests.limit(limit));
    }

    /// Tells the place of a table as Lance's own libraries open it, and what it is, unless the request wants
    /// no more than the place. Hands out no credentials.
    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        return answer((with, _) -> {
            TableId id = Requests.table(Requests.given(request).getId());
            try (Lease lease = with.lease(id, Requests.version(request.getVersion()))) {
                DescribeTableResponse response = new DescribeTableResponse();
                response.setTable(id.name());
                response.setNamespace(id.namespace());
                response.setLocation(with.root().location(id));
                if (Boolean.TRUE.equals(request.getWithTableUri())) {
                    response.setTableUri(with.root().uri(id));
                }
                if (Boolean.TRUE.equals(request.getCheckDeclared())) {
                    response.setIsOnlyDeclared(false);
                }
                if (!Boolean.FALSE.equals(request.getLoadDetailedMetadata())) {
                    LanceDataset table = lease.table().dataset();
                    response.setVersion(table.version());
                    response.setSchema(Responses.schema(table));
                    response.setStats(Responses.basicStats(FragmentSummary.of(table)));
                    response.setMetadata(table.manifest().tableMetadata());
                }
                return response;
            }
        });
    }

    @Override
    public void tableExists(TableExistsRequest request) {
        answer((with, _) -> {
            TableId id = Requests.table(Requests.given(request).getId());
            try (Lease _ = with.lease(id, Requests.version(request.getVersion()))) {
                return id;
            }
        });
    }

    @Override
    public Long countTableRows(CountTableRowsRequest request) {
        return answer((with, _) -> {
            TableId id = Requests.table(Requests.given(request).getId());
            String predicate = Requests.text(request.getPredicate());
            try (Lease lease = with.lease(id, Requests.version(request.getVersion()))) {
                LanceDataset table = lease.table().dataset();
                return predicate.isEmpty() ? table.countRows() : table.countRows(predicate);
            }
        });
    }

    /// An Arrow IPC file. Rows are those of a search by vectors or words, nearest or best first, or those of a
    /// scan in the order of the table; `k` is 10 unless given.
    @Override
    public byte[] queryTable(QueryTableRequest request) {
        return answer((with, _) -> {
            TableId id = Requests.table(Requests.given(request).getId());
            QueryRequest query = Requests.query(request, with.limits());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (Lease lease = with.lease(id, query.version());
                    Answer answer =
                            QueryPlan.of(lease.table(), query, with.limits()).run()) {
                if (answer.rowLimit() >= 0) {
                    throw ApiException.invalid("a query gives at most " + answer.rowLimit() + " rows, k is " + query.k()
                            + ": page by page with offset, or raise " + NamespaceSettings.MAX_ROWS);
                }
                ArrowBridge.writeIpcFile(
                        answer.rows(),
                        Channels.newChannel(
                                new BoundedOutput(bytes, with.limits().answerBytes())));
            }
            return bytes.toByteArray();
        });
    }

    @Override
    public String explainTableQueryPlan(ExplainTableQueryPlanRequest request) {
        return answer((with, _) -> {
            QueryTableRequest asked = Requests.given(Requests.given(request).getQuery());
            List<String> id = request.getId() == null || request.getId().isEmpty() ? asked.getId() : request.getId();
            QueryRequest query = Requests.query(asked, with.limits());
            try (Lease lease = with.lease(Requests.table(id), query.version())) {
                return QueryPlan.of(lease.table(), query, with.limits()).explain();
            }
        });
    }

    @Override
    public String analyzeTableQueryPlan(AnalyzeTableQueryPlanRequest request) {
        return answer((with, _) -> {
            TableId id = Requests.table(Requests.given(request).getId());
            QueryRequest query = Requests.query(request, with.limits());
            try (Lease lease = with.lease(id, query.version())) {
                QueryPlan plan = QueryPlan.of(lease.table(), query, with.limits());
                long start = System.nanoTime();
                try (Answer answer = plan.run()) {
                    return PlanAnalysis.of(plan, start, answer);
                }
            }
        });
    }

    @Override
    public GetTableStatsResponse getTableStats(GetTableStatsRequest request) {
        return answer((with, _) -> {
            try (Lease lease = with.lease(Requests.table(Requests.given(request).getId()), OptionalLong.empty())) {
                LanceDataset table = lease.table().dataset();
                return Responses.stats(FragmentSummary.of(table), IndexSummary.count(table));
            }
        });
    }

    /// The oldest version first, unless `descending` is true.
    @Override
    public ListTableVersionsResponse listTableVersions(ListTableVersionsRequest request) {
        return answer((with, deadline) -> {
            TableId id = Requests.table(Requests.given(request).getId());
            boolean isDescending = Boolean.TRUE.equals(request.getDescending());
            OptionalLong after = Requests.after(request.getPageToken());
            try (Lease lease = with.lease(id, OptionalLong.empty())) {
                Page<Long> page = VersionSummary.page(
                        lease.table().dataset(), isDescending, after, Requests.limit(request.getLimit()));
                List<TableVersion> versions = new ArrayList<>();
                for (long version : page.items()) {
                    deadline.check();
                    versions.add(Responses.version(
                            VersionSummary.of(with.catalog(), id, version),
                            with.root().location(id)));
                }
                ListTableVersionsResponse response = new ListTableVersionsResponse();
                response.setVersions(versions);
                page.next().ifPresent(response::setPageToken);
                return response;
            }
        });
    }

    /// The version of the request, the newest if it names none.
    @Override
    public DescribeTableVersionResponse describeTableVersion(DescribeTableVersionRequest request) {
        return answer((with, _) -> {
            TableId id = Requests.table(Requests.given(request).getId());
            try (Lease lease = with.lease(id, Requests.version(request.getVersion()))) {
                long version = lease.table().dataset().version();
                DescribeTableVersionResponse response = new DescribeTableVersionResponse();
                response.setVersion(Responses.version(
                        VersionSummary.of(with.catalog(), id, version),
                        with.root().location(id)));
                return response;
            }
        });
    }

    @Override
    public ListTableTagsResponse listTableTags(ListTableTagsRequest request) {
        return answer((with, _) -> {
            TableId id = Requests.table(Requests.given(request).getId());
            try (Lease lease = with.lease(id, OptionalLong.empty())) {
                Page<Tag> page = Page.of(
                        Tags.of(lease.table()),
                        Tag::name,
                        Requests.token(request.getPageToken()),
                        Requests.limit(request.getLimit()));
                Map<String, TagContents> tags = new LinkedHashMap<>();
                page.items().forEach(tag -> tags.put(tag.name(), Responses.tag(tag)));
                ListTableTagsResponse response = new ListTableTagsResponse();
                response.setTags(tags);
                page.next().ifPresent(response::setPageToken);
                return response;
            }
        });
    }

    /// The version that a tag names. Versions of branches have numbers of their own, which the interface cannot
    /// tell apart: a tag on a branch is refused.
    @Override
    public GetTableTagVersionResponse getTableTagVersion(GetTableTagVersionRequest request) {
        return answer((with, _) -> {
            TableId id = Requests.table(Requests.given(request).getId());
            try (Lease lease = with.lease(id, OptionalLong.empty())) {
                Tag tag = Tags.named(lease.table(), Requests.text(request.getTag()));
                if (tag.branch().isPresent()) {
                    throw ApiException.unsupported(
                            "the tag names a version of a branch; versions of branches cannot be asked for");
                }
                GetTableTagVersionResponse response = new GetTableTagVersionResponse();
                response.setVersion(tag.version());
                return response;
            }
        });
    }

    /// In the order of their names.
    @Override
    public ListTableIndicesResponse listTableIndices(ListTableIndicesRequest request) {
        return answer((with, _) -> {
            TableId id = Requests.table(Requests.given(request).getId());
            try (Lease lease = with.lease(id, Requests.version(request.getVersion()))) {
                List<IndexSummary> all = new ArrayList<>(IndexSummary.of(lease.table()));
                all.sort(Comparator.comparing(IndexSummary::name));
                Page<IndexSummary> page = Page.of(
                        all,
                        IndexSummary::name,
                        Requests.token(request.getPageToken()),
                        Requests.limit(request.getLimit()));
                ListTableIndicesResponse response = new ListTableIndicesResponse();
                response.setIndexes(page.items().stream().map(Responses::index).toList());
                page.next().ifPresent(response::setPageToken);
                return response;
            }
        });
    }

    /// The index `name`; the one that the request names if `name` is null.
    @Override
    public DescribeTableIndexStatsResponse describeTableIndexStats(
            DescribeTableIndexStatsRequest request, @Nullable String name) {
        return answer((with, _) -> {
            TableId id = Requests.table(Requests.given(request).getId());
            String asked = Requests.text(name == null ? request.getIndexName() : name);
            try (Lease lease = with.lease(id, Requests.version(request.getVersion()))) {
                return Responses.indexStats(IndexSummary.named(lease.table(), asked));
            }
        });
    }

    private <T> T answer(Work<T> work) {
        lock.readLock().lock();
        try {
            Opened with = opened;
            if (with == null) {
                throw new IllegalStateException(
                        isClosed ? "the namespace is closed" : "the namespace is not initialized");
            }
            return within(with, work);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static <T> T within(Opened with, Work<T> work) {
        try (Deadline deadline = Deadline.start(with.timers(), with.limits().timeout())) {
            try {
                return work.answer(with, deadline);
            } catch (IOException | RuntimeException e) {
                ApiException over = deadline.reason();
                throw NamespaceErrors.of(over == null ? e : over);
            }
        }
    }
}
