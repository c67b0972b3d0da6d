package io.angarium.server.tool;

import io.angarium.jms.link.LinkException;
import io.angarium.journal.JournalException;
import io.angarium.server.BrokerException;
import io.angarium.server.config.ConfigException;
import io.angarium.server.security.UsersFileException;
import io.angarium.wire.ErrorCode;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSSecurityException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Explains failures to people: one line, what is wrong and what to do. A pure function of the exception and its causes. */
final class Failures {
    private static final String HINT = "; run again with --verbose for the details";

    /** Enough to reach from the library's frames to those of the broker that asked for too much. */
    private static final int FRAMES = 12;

    private Failures() {}

    /**
     * The line for a failure that reached the top of a command.
     *
     * @param detailed whether the details follow anyway
     */
    static String explain(Throwable failure, boolean detailed) {
        return known(failure).orElseGet(() -> unknown(failure) + (detailed ? "" : HINT));
    }

    /** Where it was met, as lines to follow that of a failure which says nothing of that; nothing if it is not known. */
    static String where(@Nullable Throwable failure) {
        StringBuilder lines = new StringBuilder();
        if (failure != null) {
            lines.append("\n  ").append(failure);
            StackTraceElement[] frames = failure.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
                lines.append("\n    at ").append(frames[i]);
            }
        }
        return lines.toString();
    }

    /** Whether whoever reads standard output went away. */
    static boolean readerHasEnough(Throwable failure) {
        return failure instanceof IOException && "Broken pipe".equals(failure.getMessage());
    }

    /** Why there is no connection to a broker. */
    static String explainConnect(String url, Throwable failure) {
        if (failure instanceof IllegalArgumentException) {
            return message(failure) + "; check --url";
        }
        if (find(failure, UnknownHostException.class) != null
                || find(failure, UnresolvedAddressException.class) != null) {
            return "unknown host in " + url + "; check the name in --url";
        }
        if (find(failure, ConnectException.class) != null || find(failure, NoRouteToHostException.class) != null) {
            return "no broker at " + url
                    + "; start one with 'angarium serve --data DIR', or give its address with --url";
        }
        if (find(failure, SocketTimeoutException.class) != null) {
            return "no answer from " + url + " in time; check --url and the network between";
        }
        return known(failure).orElseGet(() -> "cannot connect to " + url + ": " + unknown(failure));
    }

    /** Why a broker does not start. */
    static String explainBind(String host, int port, Throwable failure) {
        if (mentions(failure, "already in use")) {
            return "port " + port + " on " + host
                    + " is taken; stop the program that has it, or choose another with --port";
        }
        if (mentions(failure, "Permission denied")) {
            return "port " + port + " needs more rights; choose one above 1023 with --port";
        }
        if (find(failure, UnknownHostException.class) != null
                || find(failure, UnresolvedAddressException.class) != null
                || mentions(failure, "Cannot assign requested address")) {
            return "host " + host + " is not an address of this machine; check --host";
        }
        return explain(failure, false);
    }

    /** Whether a broker's failure to start concerns its address. */
    static boolean concernsAddress(Throwable failure) {
        return find(failure, BindException.class) != null
                || find(failure, UnknownHostException.class) != null
                || find(failure, UnresolvedAddressException.class) != null
                || mentions(failure, "already in use")
                || mentions(failure, "Cannot assign requested address");
    }

    /** The first line of a text, without what comes after. */
    static String oneLine(@Nullable String text) {
        String line = text == null ? "no reason given" : text.strip();
        int end = line.indexOf('\n');
        return end < 0 ? line : line.substring(0, end).strip();
    }

    private static Optional<String> known(Throwable failure) {
        return first(failure, Failures::knownOne);
    }

    private static @Nullable String knownOne(Throwable failure) {
        if (failure instanceof ToolException
                || failure instanceof BrokerException
                || failure instanceof ConfigException
                || failure instanceof UsersFileException
                || failure instanceof JournalException) {
            return oneLine(failure.getMessage());
        }
        if (failure instanceof LinkException link && link.code() != null) {
            return ofCode(link.code(), oneLine(link.getMessage()));
        }
        if (failure instanceof JMSSecurityException) {
            return wrongPassword();
        }
        if (failure instanceof InvalidSelectorException) {
            return "the selector is not valid: " + message(failure);
        }
        if (failure instanceof InvalidDestinationException) {
            return "the destination cannot be used: " + message(failure);
        }
        return ofFile(failure);
    }

    private static @Nullable String ofFile(Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder: " + message(failure);
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission for " + message(failure);
        }
        return failure instanceof FileAlreadyExistsException ? message(failure) + " exists already" : null;
    }

    /** The line for a refusal by the broker. */
    static String ofCode(ErrorCode code, String reason) {
        return switch (code) {
            case AUTHENTICATION -> wrongPassword();
            case NOT_AUTHORIZED -> "this user may not do that: " + reason;
            case INVALID_SELECTOR -> "the selector is not valid: " + reason;
            case STOPPING -> "the broker is stopping; try again later";
            case VERSION -> "the broker speaks another protocol version: " + reason;
            default -> reason;
        };
    }

    private static String wrongPassword() {
        return "the broker refused the user name or password; check --user and --password (or ANGARIUM_PASSWORD)";
    }

    private static String unknown(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : message(failure);
    }

    private static String message(Throwable failure) {
        return oneLine(failure.getMessage());
    }

    private static boolean mentions(Throwable failure, String words) {
        return first(failure, cause -> String.valueOf(cause.getMessage()).contains(words) ? words : null)
                .isPresent();
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private static Optional<String> first(Throwable failure, Function<Throwable, @Nullable String> rule) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String line = rule.apply(cause);
            if (line != null) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }
}
