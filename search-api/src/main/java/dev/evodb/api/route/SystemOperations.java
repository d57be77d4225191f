package dev.evodb.api.route;

import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// What is not about tables: whether the server is well, its figures, its description, its page for people.
final class SystemOperations {
    private static final int OK = 200;

    private final Services services;
    private final Supplier<String> metrics;
    private final BooleanSupplier isStopping;

    SystemOperations(Services services, Supplier<String> metrics, BooleanSupplier isStopping) {
        this.services = services;
        this.metrics = metrics;
        this.isStopping = isStopping;
    }

    /// `GET /healthz`: the process answers.
    void health(Call call) throws IOException {
        text(call, "text/plain; charset=utf-8", "ok\n");
    }

    /// `GET /readyz`: the root can be listed, and nobody has asked the server to end.
    void ready(Call call) throws IOException {
        if (isStopping.getAsBoolean()) {
            throw ApiException.overloaded("the server is about to end");
        }
        try {
            services.catalog().namespaces(List.of());
        } catch (IOException e) {
            throw new ApiException(ErrorCode.SERVICE_UNAVAILABLE, "the root cannot be listed");
        }
        text(call, "text/plain; charset=utf-8", "ready\n");
    }

    /// `GET /metrics`, for Prometheus.
    void metrics(Call call) throws IOException {
        text(call, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
    }

    /// `GET /openapi.yaml`
    void openApi(Call call) throws IOException {
        resource(call, "application/yaml", "openapi.yaml");
    }

    /// `GET /`
    void console(Call call) throws IOException {
        call.response()
                .header(
                        "content-security-policy",
                        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
                                + " connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
                                + " frame-ancestors 'none'");
        call.response().header("x-content-type-options", "nosniff");
        call.response().header("referrer-policy", "no-referrer");
        resource(call, "text/html; charset=utf-8", "console.html");
    }

    private static void resource(Call call, String type, String name) throws IOException {
        try (InputStream in = SystemOperations.class.getResourceAsStream("/dev/evodb/api/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            in.transferTo(call.response().begin(OK, type));
        }
    }

    private static void text(Call call, String type, String text) throws IOException {
        OutputStream out = call.response().begin(OK, type);
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
