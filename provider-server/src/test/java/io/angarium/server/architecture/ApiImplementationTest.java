package io.angarium.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import io.angarium.server.testing.JmsApi;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.ExceptionListener;
import jakarta.jms.MessageListener;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The API as the specification's jar has it is really there. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ApiImplementationTest {
    /** Interfaces that applications and containers implement, and one that has constants only. */
    private static final Set<Class<?>> NOT_OURS = Set.of(
            MessageListener.class,
            CompletionListener.class,
            ExceptionListener.class,
            ServerSession.class,
            ServerSessionPool.class,
            DeliveryMode.class);

    /** Sends without a destination of their own, and with a second one: the API's documentation of MessageProducer demands it. */
    private static final String MAY_REFUSE = "io.angarium.jms.session.AngariumProducer";

    private static List<Class<?>> implementations(Class<?> type) {
        return Classes.MAIN.stream()
                .filter(candidate -> candidate.getPackageName().startsWith("io.angarium.jms"))
                .filter(candidate -> candidate.isAssignableTo(type))
                .<Class<?>>map(JavaClass::reflect)
                .filter(candidate -> !candidate.isInterface() && !Modifier.isAbstract(candidate.getModifiers()))
                .toList();
    }

    @Test
    void everyInterfaceOfTheApiIsImplemented() {
        Set<String> missing = JmsApi.interfaces().stream()
                .filter(type -> !NOT_OURS.contains(type))
                .filter(type -> implementations(type).isEmpty())
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(missing).isEmpty();
    }

    @Test
    void everyMemberOfEveryInterfaceHasCodeInEveryClassThatImplementsIt() {
        List<String> missing = new ArrayList<>();
        int checked = 0;
        for (Class<?> type : JmsApi.interfaces()) {
            for (Class<?> implementation : implementations(type)) {
                for (Method member : type.getMethods()) {
                    checked++;
                    if (!hasCode(implementation, member)) {
                        missing.add(implementation.getName() + ": " + member);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(checked).as("members looked at").isGreaterThan(1_000);
    }

    /** What a call through the interface would find: same parameters and same return type. */
    private static boolean hasCode(Class<?> implementation, Method member) {
        for (Class<?> at = implementation; at != null; at = at.getSuperclass()) {
            boolean here = Arrays.stream(at.getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals(member.getName())
                            && Arrays.equals(method.getParameterTypes(), member.getParameterTypes())
                            && method.getReturnType() == member.getReturnType()
                            && Modifier.isPublic(method.getModifiers())
                            && !Modifier.isAbstract(method.getModifiers()));
            if (here) {
                return true;
            }
        }
        return member.isDefault() || Modifier.isStatic(member.getModifiers());
    }

    @Test
    void nothingIsUnsupportedButWhatTheApiSays() {
        Set<String> refusing = Classes.MAIN.stream()
                .filter(type -> !type.getName().contains("Test"))
                .flatMap(type -> type.getConstructorCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().isAssignableTo(UnsupportedOperationException.class))
                .map(JavaConstructorCall::getOriginOwner)
                .map(JavaClass::getName)
                .collect(Collectors.toSet());

        assertThat(refusing).containsExactly(MAY_REFUSE);
    }
}
