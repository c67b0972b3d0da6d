package io.angarium.jms.error;

import io.angarium.jms.link.LinkException;
import io.angarium.wire.ErrorCode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.ResourceAllocationRuntimeException;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.TransactionRolledBackRuntimeException;
import java.io.IOException;

/**
 * Translates errors at the client's border: broker codes and broken links into the exceptions of the specification (Jakarta Messaging
 * 3.1 chapter 10), and checked exceptions into those of the simplified API (section 10.4). No state.
 */
public final class JmsExceptions {
    private JmsExceptions() {}

    /** The exception for a request that the broker refused; its error code is the name of the code. */
    public static JMSException of(ErrorCode code, String reason) {
        String name = code.name();
        if (code == ErrorCode.AUTHENTICATION || code == ErrorCode.NOT_AUTHORIZED) {
            return new JMSSecurityException(reason, name);
        } else if (code == ErrorCode.INVALID_CLIENT_ID) {
            return new InvalidClientIDException(reason, name);
        } else if (code == ErrorCode.INVALID_DESTINATION) {
            return new InvalidDestinationException(reason, name);
        } else if (code == ErrorCode.INVALID_SELECTOR) {
            return new InvalidSelectorException(reason, name);
        } else if (code == ErrorCode.RESOURCE_LIMIT) {
            return new ResourceAllocationException(reason, name);
        } else if (code == ErrorCode.TRANSACTION_ROLLED_BACK) {
            return new TransactionRolledBackException(reason, name);
        } else if (code == ErrorCode.ILLEGAL_STATE) {
            return new IllegalStateException(reason, name);
        }
        return new JMSException(reason, name);
    }

    /** The exception for a link that could not be opened or is gone. */
    public static JMSException of(LinkException cause) {
        ErrorCode code = cause.code();
        String text = String.valueOf(cause.getMessage());
        JMSException translated = code == null ? new JMSException(text, "LINK") : of(code, text);
        return caused(translated, cause);
    }

    /** Restores the interrupt flag and says what was interrupted. */
    public static JMSException interrupted(InterruptedException cause, String what) {
        Thread.currentThread().interrupt();
        return caused(new JMSException("interrupted while waiting for " + what, "INTERRUPTED"), cause);
    }

    /** Attaches a cause both ways, as {@link Throwable#getCause} and, unless it is an error, as the linked exception. */
    public static <E extends JMSException> E caused(E exception, Throwable cause) {
        if (cause instanceof Exception linked) {
            exception.setLinkedException(linked);
        }
        if (exception.getCause() == null) {
            exception.initCause(cause);
        }
        return exception;
    }

    /** The exception for a stream that failed: what the broker refused with if that is its cause, else one about the application's. */
    public static JMSException ofStream(IOException cause) {
        return cause.getCause() instanceof JMSException fromBroker
                ? fromBroker
                : caused(new JMSException("the stream of the body failed: " + cause.getMessage()), cause);
    }

    /** The unchecked twin of a checked exception, same text and code, with the checked one as its cause. */
    public static JMSRuntimeException unchecked(JMSException e) {
        String text = e.getMessage();
        String code = e.getErrorCode();
        if (e instanceof IllegalStateException) {
            return new IllegalStateRuntimeException(text, code, e);
        } else if (e instanceof InvalidClientIDException) {
            return new InvalidClientIDRuntimeException(text, code, e);
        } else if (e instanceof InvalidDestinationException) {
            return new InvalidDestinationRuntimeException(text, code, e);
        } else if (e instanceof InvalidSelectorException) {
            return new InvalidSelectorRuntimeException(text, code, e);
        } else if (e instanceof JMSSecurityException) {
            return new JMSSecurityRuntimeException(text, code, e);
        } else if (e instanceof MessageFormatException) {
            return new MessageFormatRuntimeException(text, code, e);
        } else if (e instanceof MessageNotWriteableException) {
            return new MessageNotWriteableRuntimeException(text, code, e);
        } else if (e instanceof ResourceAllocationException) {
            return new ResourceAllocationRuntimeException(text, code, e);
        } else if (e instanceof TransactionInProgressException) {
            return new TransactionInProgressRuntimeException(text, code, e);
        } else if (e instanceof TransactionRolledBackException) {
            return new TransactionRolledBackRuntimeException(text, code, e);
        }
        return new JMSRuntimeException(text, code, e);
    }
}
