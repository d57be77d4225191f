// No handler.
export default {};
