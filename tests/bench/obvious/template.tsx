/** @jsxRuntime automatic */
import { Body, Button, Container, Head, Heading, Hr, Html, Preview, Text } from 'react-email';

export const Welcome = ({ username }: { readonly username: string }) => (
  <Html lang="en">
    <Head />
    <Preview>Your account is ready.</Preview>
    <Body style={{ backgroundColor: '#f4f4f5', fontFamily: 'Helvetica, Arial, sans-serif' }}>
      <Container style={{ backgroundColor: '#ffffff', padding: '32px', maxWidth: '560px' }}>
        <Heading>Welcome to Acme</Heading>
        <Text>Hello {username},</Text>
        <Text>
          It is good to have you with us. Your account is ready, and you can start right away.
        </Text>
        <Button
          href="https://app.example.com"
          style={{ backgroundColor: '#18181b', color: '#ffffff', padding: '12px 20px' }}
        >
          Start
        </Button>
        <Text>Enjoy Acme!</Text>
        <Hr />
        <Text style={{ color: '#71717a', fontSize: '12px' }}>
          You get this email because you opened an account at Acme.
        </Text>
      </Container>
    </Body>
  </Html>
);
