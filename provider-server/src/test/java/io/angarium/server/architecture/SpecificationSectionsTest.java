package io.angarium.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever reads the documentation of a class of the API's objects is told where the specification speaks of it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SpecificationSectionsTest {
    private static final Path SOURCES = Path.of(
            Files.isDirectory(Path.of("jms-client")) ? "jms-client/src/main/java" : "../jms-client/src/main/java");
    private static final Pattern SECTION = Pattern.compile("\\bsections?\\s+(\\*\\s+)?\\d+\\.\\d+");

    /** What applications name, and what stands behind the interfaces that they use. */
    private static boolean speaksForTheSpecification(JavaClass type) {
        boolean named = type.getModifiers().contains(JavaModifier.PUBLIC)
                && (type.getPackageName().equals("io.angarium.jms")
                        || type.getPackageName().equals("io.angarium.jms.jndi"));
        boolean behind = type.getPackageName().startsWith("io.angarium.jms")
                && type.getAllRawInterfaces().stream()
                        .anyMatch(base -> base.getPackageName().equals("jakarta.jms"));
        return (named || behind) && !type.isInterface() && !type.isNestedClass();
    }

    @Test
    void everyClassOfTheApisObjectsSaysItsSection() throws IOException {
        List<JavaClass> types = Classes.MAIN.stream()
                .filter(SpecificationSectionsTest::speaksForTheSpecification)
                .toList();
        assertThat(types).hasSizeGreaterThan(30);
        for (JavaClass type : types) {
            assertThat(documentation(type)).as(type.getName()).containsPattern(SECTION);
        }
    }

    /** The comment before the declaration. */
    private static String documentation(JavaClass type) throws IOException {
        String source = Files.readString(SOURCES.resolve(type.getName().replace('.', '/') + ".java"));
        Matcher declaration = Pattern.compile(
                        "^(public |final |abstract |sealed |non-sealed )*(class|record|enum) " + type.getSimpleName()
                                + "\\b",
                        Pattern.MULTILINE)
                .matcher(source);
        assertThat(declaration.find()).as("declaration of " + type.getName()).isTrue();
        int start = source.lastIndexOf("/**", declaration.start());
        return start < 0 ? "" : source.substring(start, declaration.start());
    }
}
