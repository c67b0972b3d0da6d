package io.angarium.server.testing;

import jakarta.jms.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** What the jar of the Jakarta Messaging API holds. */
public final class JmsApi {
    private JmsApi() {}

    /** All interfaces of {@code jakarta.jms} but its annotations. */
    public static List<Class<?>> interfaces() {
        try {
            Path jar = Path.of(Message.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (JarFile file = new JarFile(jar.toFile())) {
                return file.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith("jakarta/jms/") && name.endsWith(".class"))
                        .<Class<?>>map(name ->
                                load(name.substring(0, name.length() - 6).replace('/', '.')))
                        .filter(type -> type.isInterface() && !type.isAnnotation())
                        .sorted(Comparator.comparing(Class::getName))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, JmsApi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Methods of an interface itself that give a value without being told which. */
    public static Stream<Method> getters(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getParameterCount() == 0 && method.getReturnType() != void.class)
                .filter(method -> method.getName().matches("(get|is)[A-Z].*"));
    }
}
