package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;

/** The page of what Connectors asks names the tests that there are, and all of them. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ConnectorsMatrixTest {
    private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|IT)\\.\\w+)`");
    private static final List<Class<?>> CLASSES = List.of(
            ActivationSpecTest.class,
            AdministeredObjectsTest.class,
            ConnectionsTest.class,
            DescriptorTest.class,
            EndpointsTest.class,
            EnterpriseRulesTest.class,
            LeaksTest.class,
            LookUpsTest.class,
            ManagementTest.class,
            RarIT.class,
            SecurityTest.class,
            SharedSocketsTest.class,
            TransactionsTest.class,
            WhoMayKnowWhomTest.class);

    @Test
    void thePageNamesTheTestsThatThereAre() throws IOException {
        TreeSet<String> named = new TreeSet<>();
        NAME.matcher(Files.readString(Path.of("..", "docs", "connectors-matrix.md")))
                .results()
                .forEach(found -> named.add(found.group(1)));
        TreeSet<String> tests = new TreeSet<>();
        CLASSES.forEach(type -> Stream.of(type.getDeclaredMethods())
                .filter(ConnectorsMatrixTest::isTest)
                .forEach(method -> tests.add(type.getSimpleName() + "." + method.getName())));
        assertThat(named).containsExactlyElementsOf(tests);
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class);
    }
}
