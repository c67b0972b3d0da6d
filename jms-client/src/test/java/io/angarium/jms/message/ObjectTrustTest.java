package io.angarium.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What may be deserialised. */
class ObjectTrustTest {

    private static byte[] bytes(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static Serializable read(Object object, ObjectTrust trust) throws IOException, JMSException {
        return TrustedObjectInput.read(bytes(object), trust);
    }

    @Test
    void aTrustedPackageIncludesThoseBelowButNotThoseThatBeginAlike() throws IOException, JMSException {
        ObjectTrust java = new ObjectTrust(List.of(), List.of("java"));
        assertThat(read(new BigDecimal("1.5"), java)).isEqualTo(new BigDecimal("1.5"));
        ObjectTrust jav = new ObjectTrust(List.of(), List.of("jav"));
        assertThatThrownBy(() -> read(BigDecimal.ONE, jav)).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void whatATrustedCollectionHoldsIsCheckedToo() throws IOException, JMSException {
        ObjectTrust maps = new ObjectTrust(List.of("java.util.HashMap"), List.of());
        Map<String, Object> map = new HashMap<>(Map.of("one", 1));
        assertThat(read(map, maps)).isEqualTo(map);
        map.put("two", BigDecimal.ONE);
        assertThatThrownBy(() -> read(map, maps))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("java.math.BigDecimal");
    }

    @Test
    void aStarTrustsEverything() throws IOException, JMSException {
        assertThat(read(BigDecimal.ONE, new ObjectTrust(List.of(), List.of("*"))))
                .isEqualTo(BigDecimal.ONE);
    }

    @Test
    void nothingIsAllocatedFromALengthThatTheBytesDoNotHave() throws IOException {
        byte[] array = bytes(new long[1]);
        // The length of the array stands before its eight bytes of content.
        int at = array.length - 8 - 4;
        array[at] = 0x7F;
        assertThatThrownBy(() -> TrustedObjectInput.read(array, ObjectTrust.NOTHING))
                .isInstanceOf(MessageFormatException.class);
    }

    /** Fails when it is written or read, as its owner wants. */
    private static final class Failing implements Serializable {
        private static final long serialVersionUID = 1L;
        private final boolean whenWritten;

        Failing(boolean whenWritten) {
            this.whenWritten = whenWritten;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (whenWritten) {
                throw new IllegalStateException("not me");
            }
            out.defaultWriteObject();
        }

        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("not me");
        }
    }

    @Test
    void anObjectWhoseOwnCodeFailsWhenItIsReadIsAFormatError() {
        ObjectTrust trust = new ObjectTrust(List.of(Failing.class.getName()), List.of());
        assertThatThrownBy(() -> read(new Failing(false), trust))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("not me");
    }

    @Test
    void anObjectWhoseOwnCodeFailsWhenItIsWrittenIsAFormatError() {
        AngariumObjectMessage message = new AngariumObjectMessage();
        assertThatThrownBy(() -> message.setObject(new Failing(true)))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining(Failing.class.getName())
                .hasMessageContaining("not me");
    }

    @Test
    void anObjectThatIsTooDeepForTheStackIsAFormatError() {
        ArrayList<Object> deep = new ArrayList<>();
        for (int level = 0; level < 1_000_000; level++) {
            deep = new ArrayList<>(Collections.singletonList(deep));
        }
        ArrayList<Object> all = deep;
        AngariumObjectMessage message = new AngariumObjectMessage();
        assertThatThrownBy(() -> message.setObject(all)).isInstanceOf(MessageFormatException.class);
    }

    /** The handler of a proxy. */
    private record Handler() implements InvocationHandler, Serializable {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
            return null;
        }
    }

    @Test
    void ofAProxyTheRefusalDoesNotSayThatItsClassCouldBeTrusted() {
        ObjectTrust trust =
                new ObjectTrust(List.of("java.io.Serializable", "java.lang.Runnable"), List.of("io.angarium"));
        Object proxy = Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Serializable.class, Runnable.class}, new Handler());
        assertThatThrownBy(() -> read(proxy, trust))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("proxies are not read")
                .hasMessageNotContaining("trustedClasses");
    }

    @Test
    void bytesThatAreNoObjectAreAFormatError() {
        assertThatThrownBy(() -> TrustedObjectInput.read(new byte[] {1, 2, 3}, ObjectTrust.NOTHING))
                .isInstanceOf(MessageFormatException.class);
    }
}
