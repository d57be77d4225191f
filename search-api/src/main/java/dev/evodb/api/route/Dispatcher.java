package dev.evodb.api.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.api.auth.ApiKeys;
import dev.evodb.api.auth.Principal;
import dev.evodb.api.catalog.Identifiers;
import dev.evodb.api.engine.Admission;
import dev.evodb.api.engine.Deadline;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import dev.evodb.api.error.Failures;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Takes every request from its arrival to its answer: finds its route, asks who it is, lets it wait for its
/// turn and no longer than its deadline, and turns what fails into an answer. Thread-safe.
public final class Dispatcher {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String REQUEST_ID = "x-request-id";
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final Routes routes;
    private final Services services;
    private final ApiKeys keys;
    private final Admission admission;
    private final ScheduledExecutorService timers;
    private final RequestLog log;

    /// Answers with `services` to clients that have one of `keys`. `metrics` is the text for Prometheus.
    public Dispatcher(
            Services services,
            ApiKeys keys,
            Admission admission,
            ScheduledExecutorService timers,
            RequestLog log,
            Supplier<String> metrics,
            BooleanSupplier isStopping) {
        this.routes = new Routes(services, metrics, isStopping);
        this.services = services;
        this.keys = keys;
        this.admission = admission;
        this.timers = timers;
        this.log = log;
    }

    /// What the web server knows of a request while it is answered.
    public interface Connection extends ApiResponse {
        /// Whether status and headers have left.
        boolean isCommitted();

        /// Status that was sent, 0 before.
        int status();

        /// Ends an answer that has failed on its way, so that its client does not take it for a whole one.
        void abort(Throwable failure);

        /// Does `pause` around each wait for the client to take a part of the answer.
        void onWrite(Pause pause);

        /// Calls `action` if the client goes away before the answer is done.
        void onDisconnect(Runnable action);
    }

    /// What is done around a wait for the client.
    public interface Pause {
        /// Nothing.
        Pause NONE = new Pause() {
            @Override
            public void before() {}

            @Override
            public void after() {}
        };

        void before();

        void after() throws IOException;
    }

    /// Answers `request`, whatever it is, and returns when the answer is on its way.
    public void handle(ApiRequest request, Connection connection) {
        long start = System.nanoTime();
        String id = requestId(request);
        connection.header(REQUEST_ID, id);
        Progress progress = new Progress();
        Throwable failure = null;
        try {
            answer(request, connection, progress);
        } catch (Throwable e) {
            // Also errors of the virtual machine: the next request must not suffer for this one.
            failure = e;
            fail("/" + String.join("/", request.segments()), connection, e);
        }
        log.log(new RequestLog.Entry(
                id,
                request.method(),
                progress.route,
                progress.principal,
                connection.status(),
                System.nanoTime() - start,
                failure));
    }

    /// Answers a request that is refused before it can be read.
    public void refuse(String method, Connection connection, ApiException why) {
        String id = UUID.randomUUID().toString();
        connection.header(REQUEST_ID, id);
        fail("", connection, why);
        log.log(new RequestLog.Entry(id, method, "(none)", "", connection.status(), 0, why));
    }

    /// What is known of a request by the time its answer ends.
    private static final class Progress {
        private String route = "(none)";
        private String principal = "";
    }

    /// Why a request has no route: its path leads nowhere, or its method is not for it.
    private ApiException nothingThere(ApiRequest request, Connection connection) {
        Set<String> methods = routes.methods(request.segments());
        if (methods.isEmpty()) {
            return ApiException.withStatus(NOT_FOUND, ErrorCode.UNSUPPORTED, "there is nothing at this path");
        }
        connection.header("allow", String.join(", ", methods));
        return ApiException.withStatus(
                METHOD_NOT_ALLOWED,
                ErrorCode.UNSUPPORTED,
                "this path takes " + String.join(" and ", methods) + " only");
    }

    private void answer(ApiRequest request, Connection connection, Progress progress) throws Exception {
        Routes.Match match =
                routes.find(request.method(), request.segments()).orElseThrow(() -> nothingThere(request, connection));
        progress.route = match.route().label();
        if (match.route().isOpen()) {
            try (Deadline deadline = Deadline.start(timers, services.limits().timeout())) {
                match.route()
                        .operation()
                        .run(new Call(request, connection, Principal.ANYONE, deadline, match.names(), List.of()));
            }
            return;
        }
        Principal principal = keys.authenticate(key(request));
        progress.principal = principal.name();
        List<String> root = root(request);
        try (Deadline deadline = Deadline.start(timers, allowed(request))) {
            connection.onDisconnect(deadline::abandon);
            try (Admission.Place place = admission.enter(deadline)) {
                connection.onWrite(pause(place, deadline));
                match.route().operation().run(new Call(request, connection, principal, deadline, match.names(), root));
            } catch (Exception e) {
                ApiException over = deadline.reason();
                throw over == null ? e : over;
            } finally {
                connection.onWrite(Pause.NONE);
            }
        }
    }

    /// Gives the place to others while a client takes its answer.
    private static Pause pause(Admission.Place place, Deadline deadline) {
        return new Pause() {
            @Override
            public void before() {
                place.close();
            }

            @Override
            public void after() throws IOException {
                place.reenter(deadline);
            }
        };
    }

    private static void fail(String instance, Connection connection, Throwable failure) {
        if (connection.isCommitted()) {
            connection.abort(failure);
            return;
        }
        ApiException answer = Failures.of(failure);
        try {
            if (answer.retryAfterSeconds() > 0) {
                connection.header("retry-after", Integer.toString(answer.retryAfterSeconds()));
            }
            if (answer.status() == UNAUTHORIZED) {
                connection.header("www-authenticate", "Bearer");
            }
            OutputStream out = connection.begin(answer.status(), "application/json");
            try (JsonGenerator json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
                json.writeStartObject();
                json.writeStringField("error", answer.getMessage());
                json.writeNumberField("code", answer.code().number());
                json.writeStringField("instance", instance);
                json.writeEndObject();
            }
        } catch (IOException e) {
            connection.abort(e);
        }
    }

    /// The time that the client gives, as far as the server gives it too.
    private Duration allowed(ApiRequest request) {
        Duration most = services.limits().timeout();
        Optional<Long> asked = request.numberHeader("x-request-timeout-ms");
        if (asked.isEmpty() || asked.get() >= most.toMillis()) {
            return most;
        }
        return Duration.ofMillis(Math.max(1, asked.get()));
    }

    private static Optional<String> key(ApiRequest request) {
        Optional<String> key = request.header("x-api-key");
        if (key.isPresent()) {
            return key;
        }
        String bearer = "bearer ";
        return request.header("authorization")
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(bearer))
                .map(value -> value.substring(bearer.length()).strip());
    }

    /// The namespace that the client takes for its root: names with slashes between them.
    ///
    /// @throws ApiException (400) for names that are not allowed
    private static List<String> root(ApiRequest request) {
        request.header("x-lancedb-database").ifPresent(Identifiers::checked);
        Optional<String> prefix = request.header("x-lancedb-database-prefix");
        return prefix.isEmpty()
                ? List.of()
                : Arrays.stream(prefix.get().split("/", -1))
                        .map(Identifiers::checked)
                        .toList();
    }

    /// The id that the client gave, if it is fit to be printed; else a new one.
    private static String requestId(ApiRequest request) {
        List<String> given = request.headers().values(REQUEST_ID);
        boolean isUsable = given.size() == 1 && given.getFirst().matches("[A-Za-z0-9._:-]{1,128}");
        return isUsable ? given.getFirst() : UUID.randomUUID().toString();
    }

    /// Whether that belongs into the log as a fault of ours.
    static boolean isFault(@Nullable Throwable failure) {
        return failure != null
                && (Failures.isBug(failure) || Failures.of(failure).code() == ErrorCode.INTERNAL);
    }
}
