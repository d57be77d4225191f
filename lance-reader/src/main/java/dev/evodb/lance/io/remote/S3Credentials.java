package dev.evodb.lance.io.remote;

/// Who signs requests. `sessionToken` is empty for keys that need none. Never shown.
public record S3Credentials(String accessKeyId, String secretAccessKey, String sessionToken) {
    public S3Credentials {
        if (accessKeyId.isBlank() || secretAccessKey.isBlank()) {
            throw new IllegalArgumentException("access key id and secret access key must not be empty");
        }
        boolean isOneLine =
                (accessKeyId + secretAccessKey + sessionToken).chars().noneMatch(Character::isISOControl);
        if (!isOneLine) {
            throw new IllegalArgumentException("credentials must not hold control characters");
        }
    }

    @Override
    public String toString() {
        return "S3Credentials[hidden]";
    }
}
