package dev.evodb.namespace;

import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.Failures;
import org.lance.namespace.errors.InternalException;
import org.lance.namespace.errors.InvalidInputException;
import org.lance.namespace.errors.LanceNamespaceException;
import org.lance.namespace.errors.NamespaceNotFoundException;
import org.lance.namespace.errors.PermissionDeniedException;
import org.lance.namespace.errors.ServiceUnavailableException;
import org.lance.namespace.errors.TableColumnNotFoundException;
import org.lance.namespace.errors.TableIndexNotFoundException;
import org.lance.namespace.errors.TableNotFoundException;
import org.lance.namespace.errors.TableTagNotFoundException;
import org.lance.namespace.errors.TableVersionNotFoundException;
import org.lance.namespace.errors.UnauthenticatedException;
import org.lance.namespace.errors.UnsupportedOperationException;

/// Failures as the interface's own exceptions, with what failed as their cause.
final class NamespaceErrors {
    private NamespaceErrors() {}

    /// What to throw for `failure`.
    static LanceNamespaceException of(Exception failure) {
        if (failure instanceof LanceNamespaceException known) {
            return known;
        }
        if (Failures.isBug(failure)) {
            return new InternalException("a fault of this namespace: " + failure, failure);
        }
        ApiException known = Failures.of(failure);
        String message = known.getMessage();
        return switch (known.code()) {
            case UNSUPPORTED -> new UnsupportedOperationException(message, failure);
            case NAMESPACE_NOT_FOUND -> new NamespaceNotFoundException(message, failure);
            case TABLE_NOT_FOUND -> new TableNotFoundException(message, failure);
            case INDEX_NOT_FOUND -> new TableIndexNotFoundException(message, failure);
            case TAG_NOT_FOUND -> new TableTagNotFoundException(message, failure);
            case VERSION_NOT_FOUND -> new TableVersionNotFoundException(message, failure);
            case COLUMN_NOT_FOUND -> new TableColumnNotFoundException(message, failure);
            case INVALID_INPUT -> new InvalidInputException(message, failure);
            case PERMISSION_DENIED -> new PermissionDeniedException(message, failure);
            case UNAUTHENTICATED -> new UnauthenticatedException(message, failure);
            case SERVICE_UNAVAILABLE -> new ServiceUnavailableException(message, failure);
            case INTERNAL -> new InternalException(message, failure);
        };
    }
}
