package io.angarium.jms.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.link.LinkException;
import io.angarium.jms.testing.Proves;
import io.angarium.wire.ErrorCode;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JmsExceptionsTest {

    @ParameterizedTest
    @CsvSource({
        "AUTHENTICATION, JMSSecurityException",
        "NOT_AUTHORIZED, JMSSecurityException",
        "INVALID_CLIENT_ID, InvalidClientIDException",
        "INVALID_DESTINATION, InvalidDestinationException",
        "INVALID_SELECTOR, InvalidSelectorException",
        "RESOURCE_LIMIT, ResourceAllocationException",
        "TRANSACTION_ROLLED_BACK, TransactionRolledBackException",
        "ILLEGAL_STATE, IllegalStateException",
        "IN_USE, JMSException",
    })
    @Proves("10.2-a")
    void eachCodeIsTheExceptionOfTheSpecification(ErrorCode code, String name) {
        JMSException translated = JmsExceptions.of(code, "why");
        assertThat(translated.getClass().getSimpleName()).isEqualTo(name);
        assertThat(translated).hasMessage("why");
        assertThat(translated.getErrorCode()).isEqualTo(code.name());
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void eachExceptionHasItsUncheckedTwin(ErrorCode code) {
        JMSException checked = JmsExceptions.of(code, "why");
        JMSRuntimeException unchecked = JmsExceptions.unchecked(checked);
        assertThat(unchecked.getClass().getSimpleName())
                .isEqualTo(checked.getClass().getSimpleName().replace("Exception", "RuntimeException"));
        assertThat(unchecked).hasMessage("why").hasCause(checked);
        assertThat(unchecked.getErrorCode()).isEqualTo(code.name());
    }

    @Test
    void theRestHasItsTwinsToo() {
        for (JMSException checked : List.of(
                new jakarta.jms.MessageFormatException("x"),
                new jakarta.jms.MessageNotWriteableException("x"),
                new jakarta.jms.TransactionInProgressException("x"))) {
            assertThat(JmsExceptions.unchecked(checked).getClass().getSimpleName())
                    .isEqualTo(checked.getClass().getSimpleName().replace("Exception", "RuntimeException"));
        }
        assertThatThrownBy(() -> Unchecked.run(() -> {
                    throw new JMSException("x");
                }))
                .isExactlyInstanceOf(JMSRuntimeException.class);
    }

    @Test
    @Proves("10.2-a")
    void aBrokenLinkKeepsItsCause() {
        LinkException cause = new LinkException(null, "gone", null);
        JMSException translated = JmsExceptions.of(cause);
        assertThat(translated).hasMessage("gone").hasCause(cause);
        assertThat(translated.getLinkedException()).isSameAs(cause);
        assertThat(JmsExceptions.of(new LinkException(ErrorCode.AUTHENTICATION, "no", null)))
                .isInstanceOf(jakarta.jms.JMSSecurityException.class);
    }
}
