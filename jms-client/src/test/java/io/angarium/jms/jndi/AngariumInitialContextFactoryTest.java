package io.angarium.jms.jndi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.testing.Proves;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XAQueueConnectionFactory;
import jakarta.jms.XATopicConnectionFactory;
import java.util.Collections;
import java.util.Hashtable;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.ConfigurationException;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameAlreadyBoundException;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
@SuppressWarnings("BanJNDI") // What it tests is JNDI.
class AngariumInitialContextFactoryTest {
    private final Hashtable<String, Object> environment = new Hashtable<>();

    AngariumInitialContextFactoryTest() {
        environment.put(Context.INITIAL_CONTEXT_FACTORY, AngariumInitialContextFactory.class.getName());
        environment.put("connectionFactory.cf", "angarium://somewhere:1234?prefetch=5");
        environment.put("queue.orders", "com.example.orders");
        environment.put("topic.jms/news/sport", "sport");
        environment.put("queue.jms/work", " work ");
        environment.put("unrelated.key", "x");
        environment.put("connectionFactory.not-a-text", 5);
    }

    @Test
    @Proves("5.1-b")
    void factoriesQueuesAndTopicsAreFound() throws NamingException, JMSException {
        Context context = new InitialContext(environment);
        assertThat(context.lookup("cf")).isInstanceOf(ConnectionFactory.class);
        assertThat(((AngariumConnectionFactory) context.lookup("cf")).getUri())
                .isEqualTo("angarium://somewhere:1234?prefetch=5");
        assertThat(((Queue) context.lookup("orders")).getQueueName()).isEqualTo("com.example.orders");
        assertThat(((Topic) context.lookup(new CompositeName("jms/news/sport"))).getTopicName())
                .isEqualTo("sport");
        assertThat(((Queue) context.lookup("java:jms/work")).getQueueName()).isEqualTo("work");
        context.close();
    }

    @Test
    void namesWithSlashesAreContexts() throws NamingException, JMSException {
        Context jms = (Context) new InitialContext(environment).lookup("jms");
        assertThat(jms.getNameInNamespace()).isEqualTo("jms");
        assertThat(((Queue) jms.lookup("work")).getQueueName()).isEqualTo("work");
        assertThat(((Topic) ((Context) jms.lookup("news")).lookup("sport")).getTopicName())
                .isEqualTo("sport");
        assertThat(((Context) jms.lookup("")).getNameInNamespace()).isEqualTo("jms");
    }

    @Test
    void contextsAreListed() throws NamingException {
        Context context = new InitialContext(environment);
        assertThat(Collections.list(context.list("")))
                .extracting(NameClassPair::getName)
                .containsExactly("cf", "jms", "orders");
        assertThat(Collections.list(context.listBindings("jms")))
                .extracting(Binding::getName)
                .containsExactly("news", "work");
        assertThat(Collections.list(context.listBindings("jms")))
                .extracting(Binding::getObject)
                .hasAtLeastOneElementOfType(Queue.class);
        assertThatExceptionOfType(NotContextException.class).isThrownBy(() -> context.list("orders"));
    }

    @Test
    void aMissingNameSaysWhatThereIs() throws NamingException {
        Context context = new InitialContext(environment);
        assertThatExceptionOfType(NameNotFoundException.class)
                .isThrownBy(() -> context.lookup("jms/cf"))
                .withMessage("\"jms/cf\" is not bound; bound are: cf, jms/news/sport, jms/work, orders");
    }

    @Test
    void theContextIsReadOnly() throws NamingException {
        Context context = new InitialContext(environment);
        assertThatExceptionOfType(OperationNotSupportedException.class).isThrownBy(() -> context.bind("x", "y"));
        assertThatExceptionOfType(OperationNotSupportedException.class).isThrownBy(() -> context.unbind("cf"));
    }

    @Test
    void theEnvironmentOfACallerIsCopied() throws NamingException {
        Context context = new InitialContext(environment);
        environment.put("queue.late", "late");
        assertThatExceptionOfType(NameNotFoundException.class).isThrownBy(() -> context.lookup("late"));
        assertThat(context.getEnvironment().get("queue.orders")).isEqualTo("com.example.orders");
        assertThat(((Context) context.lookup("jms")).composeName("b", "a")).isEqualTo("a/b");
    }

    @Test
    void aWrongUriNamesTheKey() {
        environment.put("connectionFactory.bad", "angarium://h?prefech=1");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new InitialContext(environment))
                .withMessageContaining("connectionFactory.bad: ")
                .withMessageContaining("did you mean \"prefetch\"?");
    }

    @Test
    void aNameDefinedTwiceIsRefused() {
        environment.put("topic.orders", "orders");
        assertThatExceptionOfType(NameAlreadyBoundException.class)
                .isThrownBy(() -> new InitialContext(environment))
                .withMessageContaining("the name orders is defined twice");
    }

    @Test
    void xaFactoriesAreAKindOfTheirOwn() throws NamingException {
        environment.put("xaConnectionFactory.xa", "angarium://h");
        Context context = new InitialContext(environment);
        assertThat(context.lookup("xa"))
                .isInstanceOf(XAConnectionFactory.class)
                .isInstanceOf(XAQueueConnectionFactory.class)
                .isInstanceOf(XATopicConnectionFactory.class);
        assertThat(((AngariumXAConnectionFactory) context.lookup("xa")).getUri())
                .isEqualTo("angarium://h");
        assertThat(context.lookup("cf")).isNotInstanceOf(XAConnectionFactory.class);
    }
}
