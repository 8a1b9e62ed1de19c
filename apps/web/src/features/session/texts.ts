import { defineTexts } from '@/shared/i18n/texts';

export const useSessionTexts = defineTexts('session', {
  zh: {
    site: '嘉仪',
    title: '登录',
    welcome: '嘉兴大型科研仪器共享预约',
    promise: '查得到空闲时间，看得清自付金额，一分钟约上。',
    login: '账号',
    password: '密码',
    submit: '登录',
    loginNeeded: '请输入账号',
    passwordNeeded: '请输入密码',
    point1: '全市及长三角仪器一处查',
    point2: '市域外仪器可用创新券抵扣',
    point3: '费用、时段、规则预约前写明',
    help: '没有账号？请联系本单位管理员开通。',
  },
  en: {
    site: 'Jiayi',
    title: 'Sign in',
    welcome: 'Shared research instruments of Jiaxing',
    promise: 'See free time, see what you pay, book in a minute.',
    login: 'Account',
    password: 'Password',
    submit: 'Sign in',
    loginNeeded: 'Enter your account',
    passwordNeeded: 'Enter your password',
    point1: 'Instruments of the city and the Yangtze Delta in one place',
    point2: 'Innovation vouchers pay part of instruments outside Jiaxing',
    point3: 'Price, time and rules are clear before you book',
    help: 'No account? Ask the administrator of your organisation.',
  },
});
