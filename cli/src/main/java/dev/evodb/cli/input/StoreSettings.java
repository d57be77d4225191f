package dev.evodb.cli.input;

import dev.evodb.lance.io.remote.S3Options;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where S3 is, and who asks: options, and for the rest the variables that Amazon's own tools read.
public final class StoreSettings {
    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "S3 other than Amazon's (R2, MinIO); default: AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL.")
    private @Nullable String endpoint;

    @Option(
            names = "--region",
            paramLabel = "R",
            description = "Region of S3; default: AWS_REGION, else us-east-1, or auto for R2.")
    private @Nullable String region;

    @Option(
            names = "--path-style",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Bucket in the path of S3's URLs, not in the host name; default: true with an endpoint.")
    private @Nullable Boolean pathStyle;

    @Option(names = "--anonymous", description = "Ask S3 without a signature, whatever keys there are.")
    private boolean isAnonymous;

    /// Options before the environment of the process.
    ///
    /// @throws IllegalArgumentException if there are no keys, and nobody said that none are needed
    public S3Options s3() {
        return s3(System.getenv());
    }

    S3Options s3(Map<String, String> environment) {
        S3Options options = S3Options.fromEnvironment(environment, endpoint);
        if (region != null) {
            options = options.withRegion(region);
        }
        if (pathStyle != null) {
            options = options.withPathStyle(pathStyle);
        }
        if (isAnonymous) {
            return options.anonymous();
        }
        if (options.credentials().isEmpty()) {
            throw new IllegalArgumentException("no keys for s3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
                    + " give --anonymous for public data");
        }
        return options;
    }
}
