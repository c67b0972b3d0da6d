package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What ra.xml says is what the classes are: Connectors 2.1 chapter 20. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class DescriptorTest {
    private static final Path RA_XML = Path.of("src", "main", "rar", "META-INF", "ra.xml");

    private static Element descriptor() throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(RA_XML.toFile())
                .getDocumentElement();
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static List<Element> children(Element parent, String name) {
        return elements(parent, name).stream()
                .filter(element -> element.getParentNode() == parent)
                .toList();
    }

    private static String text(Element parent, String name) {
        return elements(parent, name).get(0).getTextContent().strip();
    }

    /** Each described property is one of the bean, of the type that is said, and has a description; the names that are left. */
    private static void check(Element properties, String bean, String... undescribed) throws Exception {
        List<String> described = new ArrayList<>();
        List<PropertyDescriptor> beans = Arrays.stream(
                        Introspector.getBeanInfo(Class.forName(bean)).getPropertyDescriptors())
                .filter(property -> property.getWriteMethod() != null)
                .toList();
        for (Element property : children(properties, "config-property")) {
            String name = text(property, "config-property-name");
            assertThat(text(property, "description")).as(name).endsWith(".");
            assertThat(beans)
                    .as(bean + "." + name)
                    .anyMatch(known -> known.getName().equals(name)
                            && known.getPropertyType().getName().equals(text(property, "config-property-type")));
            described.add(name);
        }
        List<String> all =
                beans.stream().map(PropertyDescriptor::getName).collect(Collectors.toCollection(ArrayList::new));
        all.removeAll(Arrays.asList(undescribed));
        assertThat(described).as(bean).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void theAdaptersPropertiesAreDescribed() throws Exception {
        Element adapter = elements(descriptor(), "resourceadapter").get(0);
        check(adapter, text(adapter, "resourceadapter-class"), "clientId");
    }

    @Test
    void eachConnectionDefinitionNamesClassesThatFit() throws Exception {
        List<Element> definitions = elements(descriptor(), "connection-definition");
        assertThat(definitions).hasSize(3);
        for (Element definition : definitions) {
            check(definition, text(definition, "managedconnectionfactory-class"), "logWriter", "resourceAdapter");
            for (String what : List.of("connectionfactory", "connection")) {
                assertThat(Class.forName(text(definition, what + "-interface")))
                        .isAssignableFrom(Class.forName(text(definition, what + "-impl-class")));
            }
        }
    }

    @Test
    void theActivationsPropertiesAreDescribed() throws Exception {
        Element listener = elements(descriptor(), "messagelistener").get(0);
        assertThat(text(listener, "messagelistener-type")).isEqualTo("jakarta.jms.MessageListener");
        Element spec = elements(listener, "activationspec").get(0);
        check(spec, text(spec, "activationspec-class"), "resourceAdapter");
    }

    @Test
    void administeredObjectsAreWhatTheirInterfacesSay() throws Exception {
        List<Element> objects = elements(descriptor(), "adminobject");
        assertThat(objects).hasSize(2);
        for (Element object : objects) {
            check(object, text(object, "adminobject-class"));
            assertThat(Class.forName(text(object, "adminobject-interface")))
                    .isAssignableFrom(Class.forName(text(object, "adminobject-class")));
        }
    }
}
